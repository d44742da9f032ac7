import type { RunReport } from '../../core/contracts/report.ts';
import type { CompletionReason } from '../../core/contracts/run-result.ts';
import { formatBytes } from '../format/bytes.ts';
import { countOf, formatCount, formatDollars } from '../format/numbers.ts';
import { wrapText } from '../format/wrap.ts';
import type { RunResult } from '../run/run-result.ts';
import { describeCounts } from './describe-counts.ts';
import { describeFailures } from './describe-failures.ts';
import {
  describeFailureRates,
  describeSpeedup,
  describeUtilization,
  tabulateTimes,
} from './describe-figures.ts';
import { renderFacts, renderTable } from './table.ts';

const width = 100;

type Fact = readonly [label: string, ...lines: string[]];

const continuedFact: Fact = [
  'Note',
  'this run was continued: item times are of all its executions,',
  'wall time is of the last one only',
];

/** What the summary needs besides the run's result. */
export interface SummaryContext {
  /** Command that continues this run. */
  continueWith: string;
  /** The same without its tolerance. */
  continueWithoutTolerance: string;
  /** Shows a path as the user would type it. */
  showPath: (path: string) => string;
}

/** The text at the end of `fanfold run`: what happened, what took the time, where everything is, how to go on. */
export function renderSummary(result: RunResult, context: SummaryContext): string {
  const { outcome } = result;
  const { report } = outcome;
  const blocks: string[][] = [[`${outcome.status}  ${outcome.runId}`]];
  if (outcome.error !== null) {
    blocks[0]?.push(...wrapText(`${outcome.error.code}: ${outcome.error.message}`, width));
  }
  if (report !== null) {
    blocks.push(renderFacts(describeResult(report, result, context)));
    const failures = describeFailures(report, result.examples, width - 2);
    if (failures.length > 0) blocks.push(['Failed items', ...failures.map((line) => `  ${line}`)]);
    if (report.units.total > 0) {
      blocks.push(
        renderFacts([
          ['Total execution time reduction', ...describeSpeedup(report)],
          ['Resource utilization efficiency', ...describeUtilization(report)],
          ['Task failure rate per thread', ...describeFailureRates(report)],
          ...(result.continued ? [continuedFact] : []),
        ]),
        renderTable(tabulateTimes(report)),
      );
    }
    blocks.push(renderFacts(describeRest(report, result, context)));
  }
  const next = describeNext(result, context);
  if (next.length > 0) blocks.push(next);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function describeResult(report: RunReport, { delivery }: RunResult, { showPath }: SummaryContext): Fact[] {
  const facts: Fact[] = [
    ['Items', describeCounts(report.items)],
    ['Units', describeCounts(report.units)],
    ['Rows', formatCount(report.rows)],
  ];
  const { dataset, failures } = report;
  if (report.items.total === 0) facts[0] = ['Items', 'none: the source is empty, and so is the data set'];
  if (dataset !== null) {
    const place = delivery?.dataset === undefined ? dataset.uri : showPath(delivery.dataset.path);
    facts.push([
      'Data set',
      place,
      `${countOf(dataset.rows, 'row')}, ${formatBytes(dataset.bytes)}, CRC64NVME ${dataset.crc64nvme}`,
    ]);
    if (delivery?.dataset !== undefined) facts.push(['', `sha256 ${delivery.dataset.sha256}`]);
    facts.push([
      'Manifest',
      delivery?.dataset === undefined ? dataset.manifest : showPath(delivery.dataset.manifest),
    ]);
  }
  if (failures !== null) {
    facts.push(['Failures', delivery === undefined ? failures.uri : showPath(delivery.failures)]);
  }
  return facts;
}

function describeRest(
  report: RunReport,
  { delivery, reportUri }: RunResult,
  { showPath }: SummaryContext,
): Fact[] {
  return [
    [
      'Cost on AWS',
      `${formatDollars(report.cost.usd)}, estimated at list prices of us-east-1 without free tier`,
    ],
    ['Report', delivery === undefined ? reportUri : showPath(delivery.report)],
  ];
}

function describeNext({ outcome, delivery }: RunResult, context: SummaryContext): string[] {
  const { continueWith, showPath } = context;
  const lines: string[] = [];
  if (delivery?.staleDataset !== undefined) {
    lines.push(`${showPath(delivery.staleDataset)} is of an earlier run: a failed run has no data set.`);
  }
  if (outcome.status === 'FAILED') lines.push(...describeContinuation(outcome.completionReason, context));
  else if (delivery === undefined)
    lines.push(`To get these files into a folder: ${continueWith} --out <dir>`);
  return lines;
}

function describeContinuation(reason: CompletionReason, context: SummaryContext): string[] {
  if (reason === 'SOURCE_CHANGED')
    return ['Start a new run on what the source is now: the same command, another --run-id.'];
  if (reason === 'TOLERANCE_EXCEEDED') {
    return [
      'To accept the failed items (what is committed is not run again), with a higher P:',
      `  ${context.continueWithoutTolerance} --tolerated-failure-percentage P`,
    ];
  }
  return ['To go on (what is committed is not run again):', `  ${context.continueWith}`];
}
