import { drawPlot, type Note } from '../sim/plot.ts';
import type { MeasuredDownstream } from './measure-downstream.ts';
import { type MeasuredRun, most } from './measure-run.ts';
import type { TrafficMoment } from './traffic.ts';

const blue = '#1f5fa8';
const grey = '#8a8a8a';
const red = '#c0392b';
const green = '#2e8b57';

/** The limit over time with the reasons of its changes, and what the server saw. */
export function plotAdaptive({ downstream, adaptive }: MeasuredDownstream): string {
  const [run] = adaptive;
  if (run === undefined) throw new RangeError('A downstream without an adaptive run has no plot');
  const { moments, ms } = run.traffic;
  const perSecond = (of: (moment: TrafficMoment) => number) =>
    overSeconds(moments).map((four) => [
      (four.at(-1)?.atMs ?? 0) / 1000,
      (four.reduce((sum, moment) => sum + of(moment), 0) * 4) / four.length,
    ]) satisfies [number, number][];
  return drawPlot(`${downstream.title}, on the local cloud: adaptive concurrency`, [
    {
      yLabel: 'units, requests',
      xLabel: 'seconds',
      height: 210,
      lines: [
        {
          label: 'requests at work',
          colour: grey,
          points: moments.map(({ atMs, atWork }) => [atMs / 1000, atWork]),
        },
        { label: 'limit (points: reasons)', colour: blue, steps: true, points: limitOver(run, ms) },
      ],
      notes: notesOf(run),
    },
    {
      yLabel: 'requests/s',
      xLabel: 'seconds',
      height: 120,
      lines: [
        { label: 'answered', colour: green, points: perSecond(({ answered }) => answered) },
        { label: 'rejected', colour: red, points: perSecond(({ rejected }) => rejected) },
      ],
    },
  ]);
}

/** Time and rejections by fixed concurrency, with the adaptive runs beside them. */
export function plotSweep({ downstream, sweep, adaptive }: MeasuredDownstream): string {
  const level = (value: number) => [[0, value] as const, [most, value] as const];
  const mean = (of: (run: MeasuredRun) => number) =>
    adaptive.reduce((sum, run) => sum + of(run), 0) / adaptive.length;
  return drawPlot(`${downstream.title}, on the local cloud: time by fixed concurrency`, [
    {
      yLabel: 'seconds',
      xLabel: 'units at once',
      height: 180,
      lines: [
        { label: 'fixed concurrency', colour: grey, points: pointsOf(sweep, ({ seconds }) => seconds) },
        { label: 'adaptive', colour: blue, dashed: true, points: level(mean(({ seconds }) => seconds)) },
      ],
    },
    {
      yLabel: '% of requests',
      xLabel: 'units at once',
      height: 80,
      yMax: 100,
      lines: [
        { label: 'rejected', colour: red, points: pointsOf(sweep, ({ errorShare }) => errorShare * 100) },
        {
          label: 'adaptive',
          colour: blue,
          dashed: true,
          points: level(mean(({ errorShare }) => errorShare * 100)),
        },
      ],
    },
  ]);
}

function pointsOf(sweep: readonly MeasuredRun[], of: (run: MeasuredRun) => number): [number, number][] {
  return sweep.map((run) => [Number(run.control), of(run)]);
}

function limitOver({ initial, changes, traffic }: MeasuredRun, ms: number): [number, number][] {
  return [
    [0, initial],
    ...changes.map(({ at, to }): [number, number] => [(at - traffic.beganAt) / 1000, to]),
    [ms / 1000, changes.at(-1)?.to ?? initial],
  ];
}

function notesOf({ changes, traffic }: MeasuredRun): Note[] {
  return changes.map(({ at, from, to, reason }) => {
    const second = (at - traffic.beganAt) / 1000;
    return {
      at: [second, to],
      colour: to < from ? red : blue,
      text: `${second.toFixed(1)} s: ${reason.text}`,
    };
  });
}

/** Moments, a second's together. */
function overSeconds(moments: readonly TrafficMoment[]): TrafficMoment[][] {
  return Array.from({ length: Math.ceil(moments.length / 4) }, (_, at) => moments.slice(at * 4, at * 4 + 4));
}
