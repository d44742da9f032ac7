import type { MeasuredScenario } from './measure-scenario.ts';
import { drawPlot, type Note } from './plot.ts';
import type { Outcome } from './run-to-end.ts';

const blue = '#1f5fa8';
const grey = '#8a8a8a';
const red = '#c0392b';
const green = '#2e8b57';

/** The limit over time with the reasons of its changes, and what it did to throughput and errors. */
export function plotRun(measured: MeasuredScenario): string {
  const [outcome] = measured.policy;
  if (outcome === undefined) throw new RangeError('A scenario without a run of the policy has no plot');
  const minutes = (ms: number) => ms / 60_000;
  const { moments, decided } = outcome;
  const start = moments[0];
  const limit = [
    [0, start?.limit ?? 0] as const,
    ...decided.map((decision) => [minutes(decision.atMs), decision.limit] as const),
    [minutes(moments.at(-1)?.atMs ?? 0), decided.at(-1)?.limit ?? start?.limit ?? 0] as const,
  ];
  return drawPlot(`${measured.scenario.title}: the policy`, [
    {
      yLabel: 'units',
      xLabel: 'minutes',
      height: 210,
      lines: [
        {
          label: 'units running',
          colour: grey,
          points: moments.map(({ atMs, running }) => [minutes(atMs), running]),
        },
        { label: 'limit (points: reasons)', colour: blue, steps: true, points: limit },
      ],
      notes: notesOf(outcome),
    },
    {
      yLabel: 'items/s',
      xLabel: 'minutes',
      height: 120,
      lines: [
        {
          label: 'items done a second',
          colour: green,
          points: moments.map(({ atMs, throughput }) => [minutes(atMs), throughput]),
        },
      ],
    },
    {
      yLabel: '% of attempts',
      xLabel: 'minutes',
      height: 70,
      yMax: 100,
      lines: [
        {
          label: 'attempts that failed',
          colour: red,
          points: moments.map(({ atMs, errorShare }) => [minutes(atMs), errorShare * 100]),
        },
      ],
    },
  ]);
}

function notesOf({ decided }: Outcome): Note[] {
  return decided.map(({ atMs, limit, reason }, at) => ({
    at: [atMs / 60_000, limit],
    colour: limit < (decided[at - 1]?.limit ?? 0) ? red : blue,
    text: `${Math.round(atMs / 1000)} s: ${reason.text}`,
  }));
}

/** Time by fixed concurrency, with the policy's beside it. */
export function plotSweep({ scenario, sweep, policy }: MeasuredScenario): string {
  const last = sweep.at(-1)?.limit ?? 1;
  const times = policy.map(({ comparableSeconds }) => comparableSeconds / 60);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return drawPlot(`${scenario.title}: time by fixed concurrency`, [
    {
      yLabel: 'minutes',
      xLabel: 'units at once',
      height: 180,
      lines: [
        {
          label: 'fixed concurrency',
          colour: grey,
          points: sweep.map(({ limit, outcome }) => [limit, outcome.comparableSeconds / 60]),
        },
        {
          label: 'the policy',
          colour: blue,
          dashed: true,
          points: [
            [0, mean],
            [last, mean],
          ],
        },
      ],
    },
    {
      yLabel: '% of attempts',
      xLabel: 'units at once',
      height: 80,
      yMax: 100,
      lines: [
        {
          label: 'attempts that failed',
          colour: red,
          points: sweep.map(({ limit, outcome }) => [limit, outcome.errorShare * 100]),
        },
        {
          label: 'with the policy',
          colour: blue,
          dashed: true,
          points: [
            [0, (policy[0]?.errorShare ?? 0) * 100],
            [last, (policy[0]?.errorShare ?? 0) * 100],
          ],
        },
      ],
    },
  ]);
}
