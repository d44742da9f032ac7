import type { AnyReport } from '../../core/contracts/report.ts';
import { formatBytes } from '../format/bytes.ts';
import { countOf, formatCount, formatDollars } from '../format/numbers.ts';
import { wrapText } from '../format/wrap.ts';
import type { RunResult } from '../run/run-result.ts';
import { describeAdvice } from './describe-advice.ts';
import { describeCounts } from './describe-counts.ts';
import { describeFailures } from './describe-failures.ts';
import {
  describeFailureRate,
  describeSpeedup,
  describeUtilization,
  tabulateTimes,
  tabulateWorst,
} from './describe-figures.ts';
import { describeNext } from './describe-next.ts';
import type { SummaryContext } from './summary-context.ts';
import { renderFacts, renderTable } from './table.ts';

const width = 100;

type Fact = readonly [label: string, ...lines: string[]];

const continuedFact: Fact = [
  'Note',
  'this run was continued: the time reduction is of this execution,',
  'all else is of the whole run',
];

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
    if (failures.length > 0) blocks.push(['Failed items', ...failures.map(indent)]);
    if (report.units.total > 0) {
      blocks.push(
        renderFacts([
          ['Total execution time reduction', ...describeSpeedup(report)],
          ['Resource utilization efficiency', ...describeUtilization(report)],
          ['Task failure rate per thread', describeFailureRate(report)],
          ...(result.continued ? [continuedFact] : []),
        ]),
        renderTable(tabulateTimes(report)),
      );
      const worst = renderTable(tabulateWorst(report));
      if (worst.length > 0) blocks.push(['Threads that failed most, by log stream', ...worst.map(indent)]);
    }
    const advice = 'advice' in report ? describeAdvice(report.advice, width) : [];
    if (advice.length > 0) blocks.push(advice);
    blocks.push(renderFacts(describeRest(report, result, context)));
  }
  const next = describeNext(result, context);
  if (next.length > 0) blocks.push(next);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function describeResult(report: AnyReport, { delivery }: RunResult, { showPath }: SummaryContext): Fact[] {
  const facts: Fact[] = [
    ['Items', describeCounts(report.items)],
    ['Units', describeCounts(report.units)],
    ['Rows', formatCount(report.rows)],
  ];
  const { dataset, failures } = report;
  if (report.items.total === 0) facts[0] = ['Items', 'none: the source is empty, and so is the data set'];
  if (dataset !== null) {
    const files = delivery?.dataset?.files;
    const places = files?.map(({ path }) => showPath(path)) ?? dataset.objects.map(({ uri }) => uri);
    const [only] = files ?? [];
    facts.push([
      'Data set',
      ...showPlaces(places),
      `${countOf(dataset.rows, 'row')}, ${formatBytes(dataset.bytes)}, CRC64NVME ${dataset.crc64nvme}`,
      ...(only !== undefined && places.length === 1 ? [`sha256 ${only.sha256}`] : []),
    ]);
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

/** The objects of a data set: of several the first and the last, and how many there are. */
function showPlaces(places: readonly string[]): string[] {
  const [first = '', ...rest] = places;
  const last = rest.at(-1);
  if (last === undefined) return [first];
  return [
    first,
    ...(rest.length > 1 ? ['…'] : []),
    last,
    `${countOf(places.length, 'object')} in this order`,
  ];
}

function describeRest(
  report: AnyReport,
  { delivery, reportUri, logs }: RunResult,
  { showPath }: SummaryContext,
): Fact[] {
  return [
    ['Cost on AWS', describeCost(report)],
    [
      'Report',
      ...(delivery === undefined ? [reportUri] : [delivery.page ?? [], delivery.report].flat().map(showPath)),
    ],
    ['Logs', showPath(logs)],
  ];
}

function describeCost({ cost }: AnyReport): string {
  const of =
    'region' in cost ? `prices of ${cost.region} as of ${cost.pricesAsOf}` : 'list prices of us-east-1';
  return `${formatDollars(cost.usd)}, estimated at ${of}, without free tier`;
}

function indent(line: string): string {
  return `  ${line}`;
}
