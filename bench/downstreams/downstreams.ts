/** What a test server does with a request that comes while it is working on as many as it can. */
export type Overload = 'rejects' | 'slows';

/** A downstream of the kind that items call, as a test server plays it. */
export interface Downstream {
  name: string;
  /** For people. */
  title: string;
  /** How it behaves, in a sentence. */
  behaviour: string;
  overload: Overload;
  /** Requests that it works on at once. */
  capacity: number;
  /** Share of a run after which the capacity is halved, and after which it is back. */
  halved?: readonly [number, number];
  /** Seconds that a run takes at best: its items are as many as that needs, and a capacity that changes is timed by it. */
  seconds: number;
  /** Fixed limits that are measured, besides full concurrency. */
  limits: readonly number[];
}

/** What a request takes when nobody else is there, ms. */
export const serviceMs = 60;
/** What turning a request away takes, ms. */
export const rejectMs = 5;

/** Three of the simulator's downstreams, small enough for one machine. */
export const downstreams: readonly Downstream[] = [
  {
    name: 'hard-limit',
    title: 'Hard limit',
    behaviour: '12 requests at once, 60 ms each; every one more is turned away with 429 after 5 ms',
    overload: 'rejects',
    capacity: 12,
    seconds: 75,
    limits: [12, 16, 24],
  },
  {
    name: 'latency',
    title: 'Latency rises with load',
    behaviour:
      '60 ms up to 12 at once; beyond, requests take longer: throughput stays flat up to 16 or so, then falls, to 60 % at 32',
    overload: 'slows',
    capacity: 12,
    seconds: 60,
    limits: [12, 16, 24],
  },
  {
    name: 'halves',
    title: 'Capacity halves and recovers',
    behaviour: '16 at once, 60 ms each, else 429 after 5 ms; in the second third of the run only 8 at once',
    overload: 'rejects',
    capacity: 16,
    halved: [1 / 3, 2 / 3],
    seconds: 150,
    limits: [12, 16, 24],
  },
];

/** Items of a run whose best takes `ms`. */
export function itemsFor({ capacity, halved }: Downstream, ms: number): number {
  const [from, to] = halved ?? [0, 0];
  return Math.round((capacity * (1 - (to - from) / 2) * ms) / serviceMs);
}

/**
 * Requests that a downstream works on at once.
 * @param elapsedMs since the run's first request
 * @param runMs what the run takes at best
 */
export function capacityAt({ capacity, halved }: Downstream, elapsedMs: number, runMs: number): number {
  if (halved === undefined) return capacity;
  const [from, to] = halved;
  return elapsedMs >= from * runMs && elapsedMs < to * runMs ? capacity / 2 : capacity;
}

/** How steeply throughput falls beyond the capacity. */
const contention = 0.25;

/**
 * What a request takes, ms, if it is one of `atWork`. Beyond the capacity requests share it, and get into each other's way the
 * more, the further beyond: as a database whose transactions wait for each other's locks.
 */
export function serviceTime(atWork: number, capacity: number): number {
  const load = atWork / capacity;
  return load <= 1 ? serviceMs : serviceMs * load * (1 + contention * (load - 1) ** 2);
}
