import type { Advice } from '../contracts/report-details.ts';
import { countOf, formatCount, formatShare } from '../format/numbers.ts';
import { formatDuration } from '../format/time.ts';
import type { AdviceBasis } from './advice-basis.ts';
import { roundSetting } from './phrases.ts';

/** A unit's own cost may be this share of its time. */
const mostOverhead = 0.2;
/** What a larger unit aims at. */
const wantedOverhead = 0.05;
/** Units for each slot: with fewer, the last ones leave the other slots idle. */
const leastPerSlot = 3;
const wantedPerSlot = 4;
/** A unit that takes longer loses much when it is lost, and can't be spread over others any more. */
const longestMs = 5 * 60_000;
const wantedLongestMs = 2 * 60_000;
/** Units that end sooner need not be many: the last one leaves nobody idle for long. */
const briefMs = 1_000;
/** The longest unit may take this share of the time in which all are run. */
const mostOfSpan = 0.5;
/** A size that is nearer to the one there is would change little. */
const leastChange = 1.5;

interface UnitFigures {
  units: number;
  items: number;
  /** Run time of an item in its unit, items side by side. */
  itemMs: number;
  /** Time of a unit that is not its items'. */
  ownMs: number;
  overhead: number;
  /** Units that ran at once at most. */
  slots: number;
}

/** Units are too small where their own cost counts, too large where the last ones are waited for. */
export function adviseUnitSize(basis: AdviceBasis): Advice[] {
  const figures = measure(basis);
  if (figures === undefined) return [];
  return [adviseLarger(basis, figures) ?? adviseSmaller(basis, figures)].filter(
    (advice) => advice !== undefined,
  );
}

function measure({ report, settings, handlerMs }: AdviceBasis): UnitFigures | undefined {
  const units = report.timeline.total;
  const items = report.items.succeeded + report.items.failed;
  if (units === 0 || items === 0 || handlerMs === 0) return undefined;
  const runMs = Math.min(handlerMs, report.utilization.busyMs / settings.itemConcurrency);
  return {
    units,
    items,
    itemMs: runMs / items,
    ownMs: (handlerMs - runMs) / units,
    overhead: 1 - runMs / handlerMs,
    slots: Math.max(1, Math.ceil(Math.max(0, ...report.moments.map(({ limit }) => limit)))),
  };
}

function adviseLarger(
  { settings }: AdviceBasis,
  { units, items, itemMs, ownMs, overhead, slots }: UnitFigures,
): Advice | undefined {
  if (overhead <= mostOverhead) return undefined;
  const cheap = itemMs === 0 ? items : ((1 / wantedOverhead - 1) * ownMs) / itemMs;
  // As many units as keep all slots at work, but for units that are over in a moment.
  const spread = Math.max(items / (slots * leastPerSlot), itemMs === 0 ? items : briefMs / itemMs);
  const to = roundSetting(Math.min(cheap, spread, items));
  const now = items / units;
  if (to < now * leastChange) return undefined;
  return {
    code: 'units-too-small',
    setting: 'unitItems',
    from: String(settings.unitItems),
    to: String(to),
    figures: { overheadShare: overhead, ownMs, itemMs, unitItems: now },
    text: `${formatShare(overhead)} of the units' time is their own, not their items': ${formatDuration(ownMs)} a unit beside ${countOf(now, 'item')} of ${formatDuration(itemMs)}. With ${countOf(to, 'item')} a unit it would be some ${formatShare(ownMs / (ownMs + to * itemMs))}.`,
  };
}

function adviseSmaller(
  { report, settings }: AdviceBasis,
  { units, items, itemMs, ownMs, slots }: UnitFigures,
): Advice | undefined {
  const { p50, p90 } = report.phases.total;
  const [slowest] = report.slowest;
  const slowestMs = slowest === undefined ? 0 : slowest.endedAt - slowest.startedAt;
  const spanMs = spanOf(report);
  const few = units < leastPerSlot * slots && p50 >= briefMs;
  const long = p90 > longestMs;
  // One item that takes so long takes as long in any unit.
  const byItem = report.timing.items.max > slowestMs / 2;
  const dominates = slowestMs > mostOfSpan * spanMs && slowestMs >= briefMs && units > slots && !byItem;
  if (!few && !long && !dominates) return undefined;
  const now = items / units;
  const to = roundSetting(
    Math.max(
      Math.min(items / (wantedPerSlot * slots), wantedLongestMs / itemMs),
      ((1 / mostOverhead - 1) * ownMs) / itemMs,
    ),
  );
  if (to * leastChange > now) return undefined;
  const why = few
    ? `There were ${countOf(units, 'unit')} for ${countOf(slots, 'slot')}, so that the last ones left the others idle`
    : long
      ? `A tenth of the units took over ${formatDuration(p90)}`
      : `The slowest unit took ${formatShare(slowestMs / spanMs)} of the time in which all ran`;
  return {
    code: 'units-too-large',
    setting: 'unitItems',
    from: String(settings.unitItems),
    to: String(to),
    figures: { units, slots, p90Ms: p90, slowestMs, spanMs, unitItems: now },
    text: `${why}. With ${countOf(to, 'item')} a unit instead of ${formatCount(now)} there would be ${countOf(items / to, 'unit')} of some ${formatDuration(ownMs + to * itemMs)}.`,
  };
}

/** Time in which units ran. */
function spanOf({ moments }: AdviceBasis['report']): number {
  const busy = moments.filter(({ running }) => running > 0);
  const [first, last] = [busy[0], busy.at(-1)];
  const stepMs = moments.length < 2 ? 0 : (moments[1]?.at ?? 0) - (moments[0]?.at ?? 0);
  return first === undefined || last === undefined ? 0 : last.at - first.at + stepMs;
}
