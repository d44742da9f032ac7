import type { CostLine } from '../contracts/report-details.ts';
import { type LineKind, lineKinds, makeLine } from './line-kinds.ts';
import { prices as listPrices, type PriceTable } from './prices.ts';
import type { RunUsage } from './run-usage.ts';

/** What no line of a bill counts, for people. */
export const notCounted: readonly string[] = [
  'attempts that left no receipt: they died, lost to another one, or their run was ended',
  'CloudWatch logs and metrics, X-Ray traces',
  'storage in S3 and DynamoDB, point-in-time recovery',
  'requests to KMS, where keys are used',
  'what the task itself calls, and data that leaves the region',
];

/** GB of the functions that aren't the unit's: `oneCoreMemorySize` of `infra/create-functions.ts`. */
const otherMemoryGb = 1_769 / 1_024;
/** An EXPRESS workflow is billed in steps of 64 MB; a child's payload and definition fit into one. */
const expressMemoryGb = 64 / 1_024;

/** Plan, HasUnits?, Work, FanOut, Governed, PlanMerge, Merges?, Seal, Report, Succeeded?, Done. */
const parentStates = 11;
/** Govern, GovernOn?: once for each Govern Lambda. */
const governStates = 2;
/** One Govern Lambda governs so long. */
const governMs = 14 * 60_000;
/** Merge, PlanMerge, Merges?: each step of the merge. */
const mergeStates = 3;
/** A child's start, RunUnit, MoreOfUnit?, UnitDone. */
const unitTransitions = 4;
/** A merge child's start and its one state. */
const mergeTransitions = 2;

/** units.jsonl, plan.json, task.json; the map's manifest and results; manifest.json, latest.json, report.json and report.html. */
const objectsOfRun = 9;
/** Govern writes progress, acts and its state, every 5 s. */
const governObjects = 3;
const governEveryMs = 5_000;
/** Least size of a part that is streamed. */
const partBytes = 5 * 1_024 ** 2;
/** A multipart upload's begin and end. */
const uploadRequests = 2;

/** A claim or a heartbeat writes less than 1 KB to the table. */
const claimWrites = 1;
/** A row's place in the index moves with each write: the old entry goes, the new one comes. */
const indexWrites = 2;
/** The run's row is written by Plan (twice), PlanMerge, Seal (twice), and stands in the index too. */
const runWrites = 5 * (1 + indexWrites);
/** Each claim looks at the run's row, strongly consistent; a heartbeat does eventually consistent, at half the price. */
const claimReads = 1;
const heartbeatReads = 0.5;
/** PlanMerge, Seal and Report each read all rows; PlanMerge after each step of the merge again. */
const readersOfAll = 3;

/** What a run with these counts and times costs on AWS, line by line. {@link notCounted} says what is left out. */
export function priceRun(usage: RunUsage, prices: PriceTable = listPrices): CostLine[] {
  const { units, wallMs, merge } = usage;
  const governs = Math.max(1, Math.ceil(wallMs / governMs));
  const standard = units.standardChildren;
  const transitions =
    parentStates +
    governs * governStates +
    standard * unitTransitions +
    (standard > 0 ? units.repeated : 0) +
    merge.steps * mergeStates +
    merge.jobs * mergeTransitions;
  const kilobytes = Math.ceil(units.rowBytes / 1_024);
  const allRows = Math.ceil(units.rowBytes / 4_096);
  const begun = standard + units.expressChildren;
  const ledgerWrites =
    runWrites +
    (units.invocations + units.heartbeats) * (claimWrites + indexWrites) +
    kilobytes +
    begun * indexWrites;
  const ledgerReads =
    units.invocations * claimReads +
    units.heartbeats * heartbeatReads +
    allRows * (readersOfAll + merge.steps);
  const { objects, bytes } = usage.dataset;
  const puts =
    objectsOfRun +
    units.objects +
    Math.ceil(wallMs / governEveryMs) * governObjects +
    objects * uploadRequests +
    Math.ceil(bytes / partBytes);
  const gets = usage.sourceObjects + units.invocations + 2 * units.objects;
  const line = (kind: LineKind, quantity: number) => makeLine(kind, quantity, prices);
  const isArm = usage.architecture === 'arm64';
  return [
    line(lineKinds.unitRequests, units.invocations),
    line(
      isArm ? lineKinds.unitCompute : lineKinds.unitComputeX86,
      (units.billedMs / 1_000) * (units.memoryMb / 1_024),
    ),
    // Plan, PlanMerge, Seal, Report, and one PlanMerge for each step.
    line(lineKinds.otherRequests, 4 + governs + merge.steps + merge.jobs),
    // One of Plan, Govern, PlanMerge, Seal and Report runs at any moment of a run, never two of them; merge Lambdas run side by side.
    line(
      isArm ? lineKinds.otherCompute : lineKinds.otherComputeX86,
      ((wallMs + merge.jobsMs) / 1_000) * otherMemoryGb,
    ),
    line(lineKinds.transitions, transitions),
    ...(units.expressChildren === 0
      ? []
      : [
          line(lineKinds.expressRequests, units.expressChildren),
          line(lineKinds.expressDuration, (units.expressMs / 1_000) * expressMemoryGb),
        ]),
    line(lineKinds.puts, puts),
    line(lineKinds.gets, gets),
    line(lineKinds.ledgerWrites, ledgerWrites),
    line(lineKinds.ledgerReads, ledgerReads),
  ];
}
