import type { AnyReport } from '../../core/contracts/report.ts';
import { countOf, formatCount, formatFigure, formatShare } from '../format/numbers.ts';
import { formatDuration } from '../format/time.ts';

/** Total execution time reduction: wall time against the sum of item times; honest when a fan-out doesn't pay. */
export function describeSpeedup({ timing, items, utilization }: AnyReport): string[] {
  const ran = items.succeeded + items.failed;
  if (ran === 0 || timing.sequentialMs === 0) return ['none: this execution ran no item'];
  const basis = `wall ${formatDuration(timing.wallMs)}, its items one after another ${formatDuration(timing.sequentialMs)}`;
  const times = `${formatFigure(timing.speedup)}×`;
  if (timing.speedup >= 1) return [`${times} less than one thread`, basis];
  const mean = formatDuration(utilization.busyMs / ran);
  return [`${times}: items of ${mean} are too small for a fan-out to pay`, basis];
}

/** Resource utilization efficiency, with its formula. */
export function describeUtilization({ utilization }: AnyReport): string[] {
  const { busyMs, provisionedMs, ratio } = utilization;
  return [
    `${formatShare(ratio)} = busy ${formatDuration(busyMs)} / provisioned ${formatDuration(provisionedMs)}`,
    'busy: item run time; provisioned: billed time × slots, with init',
  ];
}

/** Task failure rate per thread, on average over execution environments. */
export function describeFailureRate({ environments }: AnyReport): string {
  const { total, meanFailureRate } = environments;
  return `${formatShare(meanFailureRate)} on average over ${countOf(total, 'execution environment')}`;
}

/** The environments that failed most, each with the log stream that tells why. */
export function tabulateWorst({ environments }: AnyReport): string[][] {
  return environments.worst
    .slice(0, 3)
    .map(({ environment, items, failed, failureRate }) => [
      environment,
      formatShare(failureRate),
      `${formatCount(failed)} of ${countOf(items, 'item')}`,
    ]);
}

/** Quantiles of unit and item times, as rows of a table. */
export function tabulateTimes({ timing }: AnyReport): string[][] {
  const row = (name: string, times: AnyReport['timing']['units']): string[] => [
    name,
    ...[times.p50, times.p90, times.p99, times.max].map(formatDuration),
  ];
  return [['', 'p50', 'p90', 'p99', 'max'], row('unit', timing.units), row('item', timing.items)];
}
