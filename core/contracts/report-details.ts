import * as z from 'zod';
import { governAct } from './govern.ts';

const count = z.int().min(0);
const milliseconds = z.number().min(0);
/** Epoch milliseconds. */
const at = z.number();

/** Quantiles of a distribution of times, in milliseconds. */
export const timeQuantiles = z.strictObject({
  p50: milliseconds,
  p90: milliseconds,
  p99: milliseconds,
  max: milliseconds,
});
export type TimeQuantiles = z.infer<typeof timeQuantiles>;

/** Bars of a histogram, in order, without gaps; the widths are the histogram's own (see `core/statistics/`). */
export const timeHistogram = z.array(
  z.strictObject({ fromMs: milliseconds, toMs: milliseconds, count: z.int().min(0) }),
);
export type TimeHistogram = z.infer<typeof timeHistogram>;

/** Where the time of units went. Each of a unit's times is one value; quantiles are over the committed units. */
export const unitPhases = z.strictObject({
  /**
   * From the start of the unit's child workflow to its invocation: retries of throttled invocations are in it, a new
   * environment's init is not. Of units that have a child workflow: a backup copy has none.
   */
  queued: timeQuantiles,
  /** Init of a new environment; 0 where it was warm. */
  coldStart: timeQuantiles,
  /** Waiting for the first byte of the source. */
  download: timeQuantiles,
  /** Sum of the run times of all attempts at all items, divided by the items that ran side by side. */
  run: timeQuantiles,
  upload: timeQuantiles,
  /** Claim and commit in the ledger. A receipt is written by its commit, which counts as long as the claim's write took. */
  commit: timeQuantiles,
  /** From the handler's begin to its end; summed where a unit took several invocations. */
  total: timeQuantiles,
});
export type UnitPhases = z.infer<typeof unitPhases>;

/** One unit in the timeline. Sampled evenly over the units where there are more than the timeline holds; the slowest stay. */
export const timelineUnit = z.strictObject({
  unit: count,
  /** Row of the timeline: execution environments in the order in which they came up. */
  environment: count,
  startedAt: at,
  endedAt: at,
  initMs: milliseconds,
  items: count,
  failed: count,
  /** Committed by a backup copy. */
  backup: z.boolean(),
});
export type TimelineUnit = z.infer<typeof timelineUnit>;

/** The last execution over time, in equal steps; at most 300. */
export const runMoment = z.strictObject({
  /** Begin of the step. */
  at,
  /** Units at work, on average over the step. */
  running: z.number().min(0),
  /** MaxConcurrency in force at the end of the step. */
  limit: count,
  /** Items of committed units, each unit's spread evenly over its time. */
  itemsPerSecond: z.number().min(0),
});
export type RunMoment = z.infer<typeof runMoment>;

/** Failures of one kind. */
export const failureGroup = z.strictObject({
  code: z.string(),
  name: z.string(),
  /** Numbers, hex ids and quoted text replaced, so that like messages are one group. */
  message: z.string(),
  count: z.int().min(1),
  /** At most 3. Never the item's content. */
  examples: z.array(
    z.strictObject({
      item: count,
      unit: count,
      message: z.string(),
      /** Where its record is: `s3://bucket/runs/<id>/failures.jsonl`. */
      record: z.string(),
      /** Log stream of the environment that ran it, and its log group's name. */
      log: z.strictObject({ group: z.string(), stream: z.string() }).nullable(),
    }),
  ),
});
export type FailureGroup = z.infer<typeof failureGroup>;

/** One line of a bill. */
export const costLine = z.strictObject({
  /** For people: `Lambda compute`, `Step Functions state transitions`, ... */
  what: z.string(),
  quantity: z.number().min(0),
  /** `GB-s`, `requests`, `transitions`, `writes`, ... */
  unit: z.string(),
  /** US dollars for one. */
  price: z.number().min(0),
  usd: z.number().min(0),
});
export type CostLine = z.infer<typeof costLine>;

/** What the first units of an execution took: what a prediction is made from. Times are means. */
export const pilot = z.strictObject({
  /** What it was measured on. No units: items alone were measured or told, what a unit costs by itself is assumed. */
  units: count,
  items: count,
  /** Run time of all attempts at an item. */
  itemMs: milliseconds,
  /** From the begin of a unit's handler to its end. */
  unitMs: milliseconds,
  /** A unit's time without its items' (run time / slots): the mean of the quicker half, as it is once processes are warm. */
  ownMs: milliseconds,
  /** What a new environment takes on top: init, and what the own times of its units are more than `ownMs` while it warms up. */
  startMs: milliseconds,
  /** Bytes of rows for an item. */
  bytesPerItem: z.number().min(0),
  /** Bytes of a unit's row in the ledger. */
  rowBytes: z.number().min(0),
});
export type Pilot = z.infer<typeof pilot>;

/** From the first unit's environment coming up to the end of the last unit, and US dollars of the run. */
const timeAndCost = z.strictObject({ fanOutMs: milliseconds, usd: z.number().min(0) });

/** What the pilot foretold, beside what came. */
export const prediction = z.strictObject({
  pilot,
  /** For the units that were run, as `core/prediction/` has it. */
  predicted: timeAndCost,
  actual: timeAndCost,
  /** The pilot's item time × the items that the last execution ran / `timing.wallMs`. */
  againstPilot: z.number().min(0),
});
export type Prediction = z.infer<typeof prediction>;

/** Something to change, or that nothing is to be changed. */
export const advice = z.strictObject({
  code: z.enum([
    'units-too-small',
    'units-too-large',
    'concurrency-too-low',
    'concurrency-too-high',
    'memory-too-small',
    'memory-too-large',
    'time-limit-too-tight',
    'time-limit-too-loose',
    'retries-wasted',
    'slow-environment',
    'format',
    'nothing-to-change',
  ]),
  /** The setting to change; null where there is none. */
  setting: z
    .enum([
      'unitItems',
      'maxConcurrency',
      'adaptiveConcurrency',
      'memory',
      'timeout',
      'retries',
      'format',
      'itemConcurrency',
    ])
    .nullable(),
  /** What it is now, and what it should be, as they are written in a task; null where there is nothing to say. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** The figures that led to it, by name, in the units that the text names. */
  figures: z.record(z.string(), z.number()),
  /** One or two sentences for people, with the figures in them. */
  text: z.string(),
});
export type Advice = z.infer<typeof advice>;

/** What `report.json` holds beyond counts and totals. */
export const reportDetails = z.strictObject({
  phases: unitPhases,
  histograms: z.strictObject({ items: timeHistogram, units: timeHistogram }),
  timeline: z.strictObject({
    /** All units, of which `units` is a sample. */
    total: count,
    environments: count,
    units: z.array(timelineUnit).max(2_000),
  }),
  moments: z.array(runMoment).max(300),
  /** The slowest committed units, at most 10, slowest first. */
  slowest: z.array(timelineUnit).max(10),
  backups: z.strictObject({ started: count, won: count, rescued: count }),
  /** Largest memory that a unit's processes took together, MiB; null where it isn't known. */
  memory: z.strictObject({ limitMb: count, peakMb: z.number().min(0).nullable() }),
  /** Units that failed items, worst first, at most 5. */
  worstUnits: z.array(
    z.strictObject({ unit: count, items: count, failed: count, failureRate: z.number().min(0).max(1) }),
  ),
  failureGroups: z.array(failureGroup).max(20),
  /** What Govern did, the first and the last ones where there are more than this holds. */
  acts: z.array(governAct).max(500),
  cost: z.strictObject({
    /** Region and date of the price table. */
    region: z.string(),
    pricesAsOf: z.string(),
    lines: z.array(costLine),
    usd: z.number().min(0),
    perMillionItemsUsd: z.number().min(0).nullable(),
  }),
  /** Null where the last execution ran no unit. */
  prediction: prediction.nullable(),
  /** Why the data set is complete, in figures that can be checked: one line each. */
  proof: z.array(
    z.strictObject({ claim: z.string(), expected: z.string(), found: z.string(), holds: z.boolean() }),
  ),
  advice: z.array(advice).min(1),
});
export type ReportDetails = z.infer<typeof reportDetails>;
