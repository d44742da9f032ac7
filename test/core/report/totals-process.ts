import { RunTotals } from '../../../core/report/run-totals.ts';
import { simulateUnits } from '../../support/simulate-run.ts';

/** Adds up 100,000 units in 2,000 environments and prints what it took, as JSON. Unit 77,777 is the slowest. */
const units = 100_000;
const slowest = 77_777;
const startedAt = Date.parse('2026-11-20T09:30:00.000Z');
const totals = new RunTotals({ slots: 1, startedAt, endedAt: startedAt + 600_000 });
let addingMs = 0;
const run = {
  units,
  unitItems: 20,
  slots: 2_000,
  ownMs: 20,
  itemMs: (item: number, share: number) => (Math.floor(item / 20) === slowest ? 10_000 : 100 + 400 * share),
};
for (const unit of simulateUnits(run)) {
  const began = performance.now();
  totals.add(unit);
  addingMs += performance.now() - began;
}
const began = performance.now();
const { timeline, slowest: slow } = totals.details;
const moments = totals.moments.moments(2_000);
addingMs += performance.now() - began;
console.log(
  JSON.stringify({
    addingMs,
    peakMb: process.resourceUsage().maxRSS / 1_024,
    total: timeline.total,
    environments: timeline.environments,
    sampled: timeline.units.length,
    gaps: [
      ...new Set(timeline.units.slice(1, 500).map(({ unit }, at) => unit - (timeline.units[at]?.unit ?? 0))),
    ],
    slowest: slow.map(({ unit }) => unit),
    slowestSampled: slow.every(({ unit }) => timeline.units.some((sampled) => sampled.unit === unit)),
    moments: moments.length,
    itemsOfMoments: moments.reduce((sum, { itemsPerSecond }) => sum + itemsPerSecond * 2, 0),
  }),
);
