import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Duration } from './duration.ts';
import type { Size } from './size.ts';
import type { TaskSettings } from './task-settings.ts';

/** What `run` is told besides the item. */
export interface ItemContext {
  /** Aborts when the item's time limit is reached, and when the run is stopped. */
  readonly signal: AbortSignal;
  /** 1 for the first try at this item. */
  readonly attempt: number;
  /** 0-based place of the item in the source. */
  readonly index: number;
  /** Writes one structured line to the unit's log, with run, unit, item and attempt in it. */
  log(message: string, fields?: Record<string, unknown>): void;
}

/** One row, several, none, or a stream of rows. */
export type Rows<Row> = Row | readonly Row[] | AsyncIterable<Row>;

/** Settings that tune a run. Precedence: task < construct < execution input < command-line flag. */
export interface TaskTuning {
  /** Items per unit, or `'auto'` (the default): sized by Plan. */
  unitItems?: number | 'auto';
  /** Units in flight at most, 1 to 10,000. Default: what the account leaves free. */
  maxConcurrency?: number;
  /** Failed items, in percent of all items, that the run may have and still succeed. Default 0. */
  toleratedFailurePercentage?: number;
  /** Failed items that the run may have and still succeed. Default 0. */
  toleratedFailureCount?: number;
  /** Items of a unit side by side; over 1 the task must be idempotent. Default 1. */
  itemConcurrency?: number;
}

/**
 * Folds all rows into one, instead of collecting them: combined per unit, then in a tree, always in order.
 * `combine` must be associative: (a + b) + c = a + (b + c).
 */
export interface Fold<Row> {
  /** The result where there is no row; combined with any row it must give that row. */
  zero: Row;
  /** Combines two neighbours, the earlier one first. */
  combine(left: Row, right: Row): Row | Promise<Row>;
  /** Turns the last combination into the data set's one row. Default: as it is. */
  finish?(folded: Row): unknown;
}

/** What a user gives to `defineTask`. */
export interface TaskDefinition<Input extends StandardSchemaV1, Output extends StandardSchemaV1>
  extends TaskTuning {
  /** Letters, digits and dashes, starting with a letter; at most 64. Names the data set. */
  name: string;
  /** Each item is checked against it before `run` sees it. Any Standard Schema: zod, valibot, arktype, ... */
  input: Input;
  /** Each row is checked against it before it counts. */
  output: Output;
  /** Hard limit of one attempt at one item. Default `'1 minute'`. */
  timeout?: Duration;
  /** Further attempts at an item whose `run` threw, unless it threw a `PermanentError`. Default 0. */
  retries?: number;
  /** Memory of the unit's Lambda, 256 MB to 10,240 MB. Default `'512 MB'`. */
  memory?: Size;
  /**
   * Identity of an item. Given, two items of the same key are refused before anything runs.
   * An item for which it throws isn't compared.
   */
  key?(item: StandardSchemaV1.InferOutput<Input>): string;
  /**
   * Places outside of fanfold that `run` writes to for an item. Given, two items that share one are refused before
   * anything runs.
   */
  writes?(item: StandardSchemaV1.InferOutput<Input>): readonly string[];
  /** For a task whose result is a summary: the data set is then one row. */
  fold?: Fold<StandardSchemaV1.InferOutput<Output>>;
  /** The work: one item in, rows out. */
  run(
    item: StandardSchemaV1.InferOutput<Input>,
    context: ItemContext,
  ): Rows<StandardSchemaV1.InferInput<Output>> | Promise<Rows<StandardSchemaV1.InferInput<Output>>>;
}

/** A checked task, as the unit runs it. Made by `defineTask` only. */
export interface Task {
  readonly settings: TaskSettings;
  readonly input: StandardSchemaV1;
  readonly output: StandardSchemaV1;
  readonly key: ((item: unknown) => unknown) | undefined;
  readonly writes: ((item: unknown) => unknown) | undefined;
  readonly fold: Fold<unknown> | undefined;
  run(item: unknown, context: ItemContext): unknown;
}
