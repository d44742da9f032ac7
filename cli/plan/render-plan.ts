import { formatBytes } from '../format/bytes.ts';
import { countOf, formatCount, formatDollars } from '../format/numbers.ts';
import { formatDuration } from '../format/time.ts';
import { cutText, wrapText } from '../format/wrap.ts';
import { renderFacts, renderTable } from '../summary/table.ts';
import type { PlanRequest } from './check-plan.ts';
import type { PlannedRun, PlanPrediction, TimesFrom } from './execute-plan.ts';

const columns = 100;
/** Lines of the bill that are shown; the rest is summed up. */
const linesShown = 4;
/** Memory at which Lambda gives a whole core: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const oneCoreMb = 1_769;

/** A plan as people read it. */
export function renderPlan(request: PlanRequest, planned: PlannedRun): string {
  const { dry, prediction } = planned;
  const facts = renderFacts([
    [
      'Items',
      `${formatCount(dry.items)} in ${countOf(dry.source.objects, request.source.kind === 's3' ? 'object' : 'file')}, ${formatBytes(dry.source.bytes)}`,
    ],
    ['Units', describeUnits(planned)],
    ['Concurrency', describeConcurrency(request, planned)],
  ]);
  const told = prediction === undefined ? describeNothing() : renderPrediction(request, planned, prediction);
  return `${['PLANNED', dry.task.name].join('  ')}\n\n${[...facts, '', ...told].join('\n')}\n`;
}

function describeUnits({ dry: { items, units, unitItems, settled } }: PlannedRun): string {
  if (units === 0) return 'none';
  const size = units === 1 ? countOf(items, 'item') : `${countOf(unitItems, 'item')} at most`;
  const side = settled.itemConcurrency > 1 ? `, ${settled.itemConcurrency} side by side` : '';
  return `${formatCount(units)} of ${size}${side}`;
}

function describeConcurrency({ on, tuning }: PlanRequest, { dry: { settled, task } }: PlannedRun): string {
  const why =
    tuning.maxConcurrency !== undefined
      ? '--max-concurrency'
      : task.maxConcurrency !== undefined && task.maxConcurrency === settled.maxConcurrency
        ? "the task's"
        : on === 'aws'
          ? "Lambda's default quota of 1,000, less 10"
          : 'cores of this machine';
  return `${countOf(settled.maxConcurrency, 'unit')} at once at most (${why})`;
}

function describeNothing(): string[] {
  return wrapText(
    'No run of this task here has a report to tell how long an item takes, so neither time nor cost is predicted: give --item-time, such as --item-time "120 ms", or --pilot N to run N items here.',
    columns,
  );
}

function renderPrediction(
  { on, prices }: PlanRequest,
  { dry }: PlannedRun,
  { from, pilot, fanOutMs, wallMs, usd, lines, better }: PlanPrediction,
): string[] {
  const where = on === 'aws' ? 'on AWS' : 'on this machine';
  if (dry.items === 0) return ['There is no item to run, so nothing is predicted. Nothing was started.'];
  const facts = renderFacts([
    [
      `Predicted time ${where}`,
      `${formatDuration(fanOutMs)} for the units, ${formatDuration(wallMs)} in all`,
    ],
    ['Predicted cost on AWS', `${formatDollars(usd)} (${prices.region}, prices of ${prices.asOf})`],
  ]);
  const bill = renderTable(topLines(lines, usd)).map((line) => `  ${line}`);
  const notes = [
    ...(better === undefined
      ? []
      : [
          `With --unit-items ${better.unitItems} it would be ${formatDuration(better.fanOutMs)} for the units, and ${formatDollars(better.usd)}.`,
        ]),
    `An item takes ${formatDuration(pilot.itemMs)}${describeFrom(from)}.`,
    ...describeFailures(from),
    ...(pilot.units === 0
      ? [
          `Assumed: ${formatDuration(pilot.ownMs)} of its own for each unit, ${formatDuration(pilot.startMs)} for each new environment.`,
        ]
      : []),
    ...(on === 'aws' && from.kind !== 'told' && dry.task.memoryMb < oneCoreMb
      ? [
          `The items were timed on this machine. A Lambda of ${formatCount(dry.task.memoryMb)} MB has ${(dry.task.memoryMb / oneCoreMb).toFixed(2)} of a core: items that compute take longer there, up to ${(oneCoreMb / dry.task.memoryMb).toFixed(1)} times as long on a core like these.`,
        ]
      : []),
    'Retries, failures, throttling and units slower than others are not in it. Nothing was started.',
  ];
  return [...facts, ...bill, '', ...notes.flatMap((note) => wrapText(note, columns))];
}

function topLines(lines: PlanPrediction['lines'], usd: number): string[][] {
  const sorted = lines.toSorted((a, b) => b.usd - a.usd);
  const shown = sorted.slice(0, linesShown);
  const rest = usd - shown.reduce((sum, line) => sum + line.usd, 0);
  return [
    ...shown.map((line) => [
      line.what,
      `${formatCount(Math.ceil(line.quantity))} ${line.unit}`,
      formatDollars(line.usd),
    ]),
    ['all else', '', formatDollars(Math.max(0, rest))],
  ];
}

function describeFrom(from: TimesFrom): string {
  if (from.kind === 'told') return ', by --item-time';
  if (from.kind === 'pilot') return `, by ${countOf(from.run.items, 'item')} that were run here just now`;
  const { runId, endedAt, pilot } = from.newest;
  return `, by the report of run ${runId} (${countOf(pilot.items, 'item')}, ended ${endedAt})`;
}

function describeFailures(from: TimesFrom): string[] {
  if (from.kind !== 'pilot' || from.run.failed === 0) return [];
  const { failed, items, firstFailure = '' } = from.run;
  return [
    `${formatCount(failed)} of the ${countOf(items, 'item')} failed, the first: ${cutText(firstFailure, 200)}`,
  ];
}
