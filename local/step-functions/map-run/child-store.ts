import { join } from 'node:path';
import { type HistoryEvent, historySchema } from '../execution/history.ts';
import { parseJson } from '../json.ts';
import { AppendFile, type LinePosition } from '../store/append-file.ts';
import { ChildIndex, type StartedStatus } from './child-index.ts';
import { type ChildRecord, childRecordSchema, type RunningChild } from './child-record.ts';

/**
 * The children of one Map Run: running ones in memory, ended ones in files, so that memory stays flat however many
 * there are.
 */
export class ChildStore {
  readonly #folder: string;
  readonly #index = new ChildIndex();
  readonly #running = new Map<number, RunningChild>();
  #records: AppendFile | undefined;
  #histories: AppendFile | undefined;
  readonly #reads = new Set<Promise<string>>();
  #opening: Promise<void> | undefined;
  #indexed: boolean;

  /** @param isNew false for children that an earlier process wrote; their index is read from the files first */
  constructor(folder: string, isNew: boolean) {
    this.#folder = folder;
    this.#indexed = isNew;
  }

  /** How many starts there were; each is a place in the order of starts. Needs {@link ready}. */
  get starts(): number {
    return this.#index.starts;
  }

  /** The number of the child that started at a place; undefined when it has started again since. */
  startedAt(place: number): number | undefined {
    return this.#index.startedAt(place);
  }

  get running(): ReadonlyMap<number, RunningChild> {
    return this.#running;
  }

  /** Opens the files; everything else needs this first, and again after {@link close}. */
  async ready(): Promise<void> {
    this.#opening ??= this.#open();
    await this.#opening;
  }

  started(child: RunningChild): void {
    this.#running.set(child.sequence, child);
    // Only an EXPRESS child, which has no recorder, is redriven from its beginning.
    this.#index.started(child.sequence, child.redriveCount === 0 || child.recorder === undefined);
  }

  /** Writes an ended child out; wait for the promise to let the disk keep up. */
  ended(record: ChildRecord, history: readonly HistoryEvent[] | undefined): Promise<void> | undefined {
    const { sequence } = record;
    this.#running.delete(sequence);
    const records = this.#recordFile();
    this.#index.ended(sequence, record.status, records.append(JSON.stringify(record)));
    if (history === undefined) return records.pressure();
    const prefix = `${sequence} `;
    const { offset, length } = this.#historyFile().append(prefix + JSON.stringify(history));
    this.#index.historyWritten(sequence, { offset: offset + prefix.length, length: length - prefix.length });
    return records.pressure() ?? this.#historyFile().pressure();
  }

  /** The child waits until its redrive begins. */
  awaitsRedrive(sequence: number): void {
    this.#index.set(sequence, 'PENDING_REDRIVE');
  }

  /** The child is not redriven after all. */
  leftAsItWas({ sequence, status }: ChildRecord): void {
    this.#index.set(sequence, status);
  }

  /** Lets go of a child that the closing of the local cloud has cut off. */
  dropped(sequence: number): void {
    this.#running.delete(sequence);
  }

  status(sequence: number): StartedStatus | undefined {
    return this.#index.status(sequence);
  }

  /** How a child ended last; undefined while it runs for the first time or when there is none. */
  async record(sequence: number): Promise<ChildRecord | undefined> {
    const position = this.#index.record(sequence);
    return position === undefined ? undefined : parseRecord(await this.#read('records', position));
  }

  /** History of an ended STANDARD child; empty when there is none. */
  async history(sequence: number): Promise<HistoryEvent[]> {
    const position = this.#index.history(sequence);
    if (position === undefined) return [];
    return historySchema.parse(parseJson(await this.#read('histories', position)));
  }

  /** Ended children in the order in which they ended last. */
  async *records(): AsyncGenerator<ChildRecord> {
    for await (const { text, position } of this.#recordFile().lines()) {
      const record = parseRecord(text);
      // A child that was redriven has a line for every end.
      if (this.#index.record(record.sequence)?.offset === position.offset) yield record;
    }
  }

  /** Closes the files when everything is written and nobody reads them any more; the index stays. */
  async close(): Promise<void> {
    await this.#opening;
    const files = [this.#records, this.#histories];
    for (const file of files) await file?.flush();
    this.#opening = undefined;
    this.#records = undefined;
    this.#histories = undefined;
    await Promise.allSettled(this.#reads);
    for (const file of files) await file?.close();
  }

  /** Reads a line; opens the files again when the end of the run has closed them meanwhile. */
  async #read(kind: 'records' | 'histories', position: LinePosition): Promise<string> {
    for (;;) {
      const file = kind === 'records' ? this.#records : this.#histories;
      if (file === undefined) {
        await this.ready();
        continue;
      }
      const read = file.read(position);
      this.#reads.add(read);
      try {
        return await read;
      } finally {
        this.#reads.delete(read);
      }
    }
  }

  async #open(): Promise<void> {
    this.#records = await AppendFile.open(join(this.#folder, 'children.jsonl'));
    this.#histories = await AppendFile.open(join(this.#folder, 'histories.jsonl'));
    if (this.#indexed) return;
    const startDates: number[] = [];
    for await (const { text, position } of this.#records.lines()) {
      const { sequence, status, startDate } = parseRecord(text);
      this.#index.ended(sequence, status, position);
      startDates[sequence] = startDate;
    }
    for (const sequence of inOrder(startDates)) this.#index.takePlace(sequence);
    for await (const { text, position } of this.#histories.lines()) {
      const prefix = text.indexOf(' ') + 1;
      const history = { offset: position.offset + prefix, length: position.length - prefix };
      this.#index.historyWritten(Number(text.slice(0, prefix)), history);
    }
    this.#indexed = true;
  }

  #recordFile(): AppendFile {
    if (this.#records === undefined) throw new Error(`The children in ${this.#folder} are not open`);
    return this.#records;
  }

  #historyFile(): AppendFile {
    if (this.#histories === undefined) throw new Error(`The children in ${this.#folder} are not open`);
    return this.#histories;
  }
}

/** The indices whose value is there, in the order of the values. */
function inOrder(dates: readonly number[]): number[] {
  const sequences = Object.keys(dates).map(Number);
  return sequences.sort((a, b) => (dates[a] ?? 0) - (dates[b] ?? 0) || a - b);
}

function parseRecord(text: string): ChildRecord {
  return childRecordSchema.parse(parseJson(text));
}
