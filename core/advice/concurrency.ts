import type { Advice } from '../contracts/report-details.ts';
import { formatCount, formatShare } from '../format/numbers.ts';
import { formatDuration } from '../format/time.ts';
import type { AdviceBasis } from './advice-basis.ts';

/** Share of attempts that something throttled, from which on fewer units would do as well. */
const mostThrottled = 0.05;
/** Units at work beside the limit, on average, from which on the limit binds. */
const fullShare = 0.9;
/** Shorter runs would gain little. */
const leastMs = 2 * 60_000;
/** So many units must there be for each slot that there would be. */
const leastPerSlot = 3;
const mostConcurrency = 10_000;

/** More units at once where the limit that was set was filled all the time; fewer where something throttled. */
export function adviseConcurrency(basis: AdviceBasis): Advice[] {
  return [adviseFewer(basis) ?? adviseMore(basis)].filter((advice) => advice !== undefined);
}

function adviseFewer({ report, settings, attempts, throttledActs }: AdviceBasis): Advice | undefined {
  const share = attempts.total === 0 ? 0 : attempts.throttles / attempts.total;
  if (share <= mostThrottled) return undefined;
  const max = settings.maxConcurrency.value;
  const figures = {
    throttledShare: share,
    throttledAttempts: attempts.throttles,
    throttledActs,
    maxConcurrency: max,
  };
  const what = `${formatShare(share)} of the attempts were told to slow down (${formatCount(attempts.throttles)} of ${formatCount(attempts.total)})`;
  if (!settings.adaptiveConcurrency) {
    return {
      code: 'concurrency-too-high',
      setting: 'adaptiveConcurrency',
      from: 'false',
      to: 'true',
      figures,
      text: `${what}. With adaptive concurrency the run finds how many units at once the service behind the items bears.`,
    };
  }
  const settled = median(report.moments.map(({ limit }) => limit));
  if (settled >= max) return undefined;
  return {
    code: 'concurrency-too-high',
    setting: 'maxConcurrency',
    from: String(max),
    to: String(settled),
    figures: { ...figures, settledLimit: settled },
    text: `${what}, and half of the time ${formatCount(settled)} units at once or fewer were let run. Starting no higher than that spares the throttled attempts.`,
  };
}

function adviseMore({ report, settings, attempts }: AdviceBasis): Advice | undefined {
  const { value: max, given } = settings.maxConcurrency;
  const atWork = middle(report.moments.filter(({ running }) => running > 0));
  const first = atWork[0];
  const last = atWork.at(-1);
  if (!given || first === undefined || last === undefined) return undefined;
  const spanMs = last.at - first.at;
  const share = Math.min(
    ...atWork.map(({ running, limit }) => (limit === max && max > 0 ? running / max : 0)),
  );
  const units = report.timeline.total;
  const to = Math.min(mostConcurrency, max * 2, Math.floor(units / leastPerSlot));
  const troubled = attempts.throttles > 0 || attempts.errors > attempts.total * mostThrottled;
  if (share < fullShare || spanMs < leastMs || to < max * 1.5 || troubled) return undefined;
  return {
    code: 'concurrency-too-low',
    setting: 'maxConcurrency',
    from: String(max),
    to: String(to),
    figures: { leastRunningShare: share, maxConcurrency: max, units, spanMs },
    text: `For ${formatDuration(spanMs)} at least ${formatShare(share)} of the ${formatCount(max)} units that may run at once did, nothing throttled, and ${formatCount(units)} units were to be done. With ${formatCount(to)} at once the run would take some ${formatShare(1 - max / to)} less time, if what the items call bears it.`,
  };
}

/** Without the tenth at either end, where a run climbs and runs out. */
function middle<Value>(values: readonly Value[]): readonly Value[] {
  const cut = Math.ceil(values.length / 10);
  return values.slice(cut, values.length - cut);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
