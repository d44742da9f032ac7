import type { ObjectStore, ObjectWriter, WrittenObject } from '../../aws/object-store/index.ts';
import type { FailureRecord } from '../../core/contracts/failure.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import type { UnitEvent } from '../../core/contracts/unit.ts';
import { addTime, bucketsOf, createHistogram } from '../../core/statistics/histogram.ts';
import { ItemOrder } from '../../core/unit/item-order.ts';
import type { ItemEnd } from './items/item-runner.ts';
import { RowSpool } from './items/row-spool.ts';

/** What a unit's items added up to. */
export type UnitTotals = Pick<Receipt, 'items' | 'retries' | 'output' | 'failures' | 'itemTimes'> & {
  runMs: number;
  uploadMs: number;
};

/** Rows of an earlier generation, among which those of the items that run again are put. */
export interface Splice {
  /** Position of an item among those that run. */
  orderOf(index: number): number;
  /** Rows that stand before an item's and weren't given out yet. */
  before(index: number): AsyncIterable<Buffer>;
  /** Rows that weren't given out yet. */
  rest(): AsyncIterable<Buffer>;
}

/** Small writes are gathered: a digest of 64 KiB at once costs a tenth of one per row. */
const gatherBytes = 64 * 1024;

/** Writes the rows and failure records of one attempt at a unit, in item order, under the attempt's own keys. */
export class UnitOutput {
  readonly #event: UnitEvent;
  readonly #environment: string;
  readonly #order = new ItemOrder<ItemEnd>();
  readonly #splice: Splice | undefined;
  readonly #rows: LazyObject;
  readonly #failures: LazyObject;
  readonly #fold: ((rows: AsyncIterable<Buffer>) => Promise<Buffer>) | undefined;
  /** Rows that wait to be folded. */
  readonly #unfolded = new RowSpool();
  readonly #times = createHistogram();
  readonly #codes: Record<string, number> = {};
  #counts = { succeeded: 0, failed: 0, rows: 0, retries: 0 };
  #runUs = 0;
  #uploadMs = 0;

  constructor(options: {
    store: ObjectStore;
    bucket: string;
    event: UnitEvent;
    attempt: number;
    environment: string;
    /** Folds the unit's rows into one, for a task that does so. */
    fold: ((rows: AsyncIterable<Buffer>) => Promise<Buffer>) | undefined;
    /** Rows that are there already, for a unit of which only some items run again. */
    splice?: Splice | undefined;
  }) {
    this.#splice = options.splice;
    this.#fold = options.fold;
    const { store, bucket, event, attempt } = options;
    const keys = runKeys(event.run.runId);
    this.#event = event;
    this.#environment = options.environment;
    this.#rows = new LazyObject(keys.output(event.unit.unit, attempt), (key) =>
      store.openWriter(bucket, key, 'application/jsonl'),
    );
    this.#failures = new LazyObject(keys.unitFailures(event.unit.unit, attempt), (key) =>
      store.openWriter(bucket, key, 'application/jsonl'),
    );
  }

  /** How far the unit has come. */
  get progress() {
    const { succeeded, failed, rows } = this.#counts;
    return { done: succeeded + failed, failed, rows };
  }

  /** Ends of items that wait for an earlier one. */
  get held(): number {
    return this.#order.held;
  }

  /** Takes one item's end, in any order. */
  async take(end: ItemEnd): Promise<void> {
    const { index } = end.item;
    const number = this.#splice?.orderOf(index) ?? index - this.#event.unit.firstItem;
    for (const next of this.#order.take(number, end)) await this.#write(next);
  }

  /**
   * Makes the objects appear, of the items that ended with none open before them; other ends are dropped.
   * @param whole no item is left: rows that stood behind the last one follow
   */
  async close(whole: boolean): Promise<UnitTotals> {
    const began = performance.now();
    await this.#dropHeld();
    if (whole && this.#splice !== undefined)
      for await (const piece of this.#splice.rest()) await this.#rows.write(piece);
    if (this.#fold !== undefined && this.#counts.rows > 0) {
      await this.#rows.write(await this.#fold(this.#unfolded.drain()));
      this.#counts.rows = 1;
    }
    const rows = await this.#rows.close();
    const failures = await this.#failures.close();
    this.#uploadMs += performance.now() - began;
    const { succeeded, failed } = this.#counts;
    return {
      items: { total: succeeded + failed, succeeded, failed },
      retries: this.#counts.retries,
      output: rows && {
        key: rows.key,
        bytes: rows.bytes,
        rows: this.#counts.rows,
        sha256: rows.sha256,
        crc64nvme: rows.crc64nvme,
      },
      failures: failures && { key: failures.key, count: failed, codes: this.#codes },
      itemTimes: bucketsOf(this.#times),
      runMs: this.#runUs / 1000,
      uploadMs: this.#uploadMs,
    };
  }

  /** Leaves nothing behind. */
  async abort(): Promise<void> {
    await Promise.allSettled([
      this.#rows.abort(),
      this.#failures.abort(),
      this.#unfolded.drop(),
      this.#dropHeld(),
    ]);
  }

  async #dropHeld(): Promise<void> {
    const waiting = [...this.#order.release()];
    await Promise.all(waiting.map((end) => (end.ok ? end.spool.drop() : undefined)));
  }

  async #write(end: ItemEnd): Promise<void> {
    if (this.#splice !== undefined)
      for await (const piece of this.#splice.before(end.item.index)) await this.#rows.write(piece);
    this.#runUs += end.durationUs;
    this.#counts.retries += end.attempts - 1;
    addTime(this.#times, end.durationUs);
    if (end.ok) {
      for await (const piece of end.spool.drain()) {
        await (this.#fold === undefined ? this.#rows.write(piece) : this.#unfolded.add(piece));
      }
      this.#counts.rows += end.rows;
      this.#counts.succeeded += 1;
      return;
    }
    this.#counts.failed += 1;
    this.#codes[end.failure.code] = (this.#codes[end.failure.code] ?? 0) + 1;
    const output = { offset: this.#rows.bytes };
    await this.#failures.write(Buffer.from(`${JSON.stringify({ ...this.#record(end), output })}\n`));
  }

  #record({
    item,
    attempts,
    durationUs,
    failure,
  }: Extract<ItemEnd, { ok: false }>): Omit<FailureRecord, 'output'> {
    return {
      item: item.index,
      ...failure,
      attempt: attempts,
      durationMs: durationUs / 1000,
      source: { uri: this.#event.unit.uri, line: item.line, start: item.start, end: item.end },
      unit: this.#event.unit.unit,
      environment: this.#environment,
    };
  }
}

/** An object that comes to be with its first byte. */
class LazyObject {
  readonly #key: string;
  readonly #open: (key: string) => ObjectWriter;
  #writer: ObjectWriter | undefined;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;

  constructor(key: string, open: (key: string) => ObjectWriter) {
    this.#key = key;
    this.#open = open;
  }

  async write(piece: Buffer): Promise<void> {
    this.#gathered.push(piece);
    this.#gatheredBytes += piece.byteLength;
    if (this.#gatheredBytes >= gatherBytes) await this.#flush();
  }

  /** Written so far. */
  get bytes(): number {
    return (this.#writer?.bytes ?? 0) + this.#gatheredBytes;
  }

  async close(): Promise<(WrittenObject & { key: string }) | null> {
    await this.#flush();
    return this.#writer === undefined ? null : { key: this.#key, ...(await this.#writer.close()) };
  }

  async abort(): Promise<void> {
    await this.#writer?.abort();
  }

  async #flush(): Promise<void> {
    if (this.#gatheredBytes === 0) return;
    this.#writer ??= this.#open(this.#key);
    const gathered = Buffer.concat(this.#gathered);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await this.#writer.write(gathered);
  }
}
