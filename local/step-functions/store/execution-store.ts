import { createHash } from 'node:crypto';
import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type HistoryEvent, historySchema } from '../execution/history.ts';
import { type SavedLine, savedLineSchema } from '../execution/position.ts';
import { listJsonFiles, readJsonFile, writeJsonAtomically } from './atomic-file.ts';
import { type ExecutionRecord, executionRecordSchema } from './execution-record.ts';
import { SerialWrites } from './serial-writes.ts';

/** Error and cause of executions that were running when the process died. */
const RESTARTED = {
  error: 'Local.Restarted',
  cause:
    'The local cloud stopped while this execution ran; executions do not outlive it, RedriveExecution goes on.',
};

/**
 * Executions of the top level: one JSON file each, one for the history and one for the position that a redrive goes
 * on from.
 */
export class ExecutionStore {
  readonly #folder: string;
  readonly #histories: string;
  readonly #positions: string;
  readonly #writes = new SerialWrites();
  readonly #records = new Map<string, ExecutionRecord>();

  private constructor(root: string) {
    this.#folder = join(root, 'executions');
    this.#histories = join(root, 'histories');
    this.#positions = join(root, 'positions');
  }

  /**
   * Opens the folder. Executions that were running are ABORTED with the error `Local.Restarted`, and redrivable when
   * they have run long enough to have been taken down.
   * @param now milliseconds, their stop date
   * @returns the store, and the executions that this aborted
   */
  static async open(
    root: string,
    now: number,
  ): Promise<{ store: ExecutionStore; aborted: readonly ExecutionRecord[] }> {
    const store = new ExecutionStore(root);
    await mkdir(store.#folder, { recursive: true });
    await mkdir(store.#histories, { recursive: true });
    await mkdir(store.#positions, { recursive: true });
    const aborted: ExecutionRecord[] = [];
    for (const path of await listJsonFiles(store.#folder)) {
      const record = executionRecordSchema.parse(await readJsonFile(path));
      if (record.status === 'RUNNING') {
        await store.#abort(record, now);
        await writeJsonAtomically(path, record);
        aborted.push(record);
      }
      store.#records.set(record.arn, record);
    }
    return { store, aborted };
  }

  find(arn: string): ExecutionRecord | undefined {
    return this.#records.get(arn);
  }

  /** Executions of a machine, the newest first. */
  listOf(stateMachineArn: string): ExecutionRecord[] {
    return [...this.#records.values()]
      .filter((record) => record.stateMachineArn === stateMachineArn)
      .sort((a, b) => b.startDate - a.startDate || (a.arn < b.arn ? -1 : 1));
  }

  /** Takes the name at once and writes the file behind. */
  async save(record: ExecutionRecord): Promise<void> {
    this.#records.set(record.arn, record);
    await writeJsonAtomically(this.#pathIn(this.#folder, record.arn), record);
  }

  async saveHistory(arn: string, events: readonly HistoryEvent[]): Promise<void> {
    await this.#writes.write(this.#pathIn(this.#histories, arn), events);
  }

  /** Keeps where an execution stands, for a redrive. Its history comes first, since the position refers to it. */
  async savePosition(arn: string, position: SavedLine): Promise<void> {
    await this.#writes.write(this.#pathIn(this.#positions, arn), position);
  }

  /** Forgets where an execution stood that has succeeded since. */
  async dropPosition(arn: string): Promise<void> {
    await rm(this.#pathIn(this.#positions, arn), { force: true });
  }

  /** undefined when none was kept. */
  async readPosition(arn: string): Promise<SavedLine | undefined> {
    const json = await readJsonFile(this.#pathIn(this.#positions, arn));
    return json === undefined ? undefined : savedLineSchema.parse(json);
  }

  async #abort(record: ExecutionRecord, now: number): Promise<void> {
    const events = await this.readHistory(record.arn);
    const resumable = events.length > 0 && (await exists(this.#pathIn(this.#positions, record.arn)));
    if (resumable) {
      const id = events.length + 1;
      const details = { executionAbortedEventDetails: RESTARTED };
      events.push({ timestamp: now, type: 'ExecutionAborted', id, previousEventId: 0, details });
      await this.saveHistory(record.arn, events);
    }
    const end = { status: 'ABORTED' as const, stopDate: now, resumable, events: events.length };
    Object.assign(record, end, RESTARTED);
  }

  /** Empty for an execution that the end of the process cut off. */
  async readHistory(arn: string): Promise<HistoryEvent[]> {
    return historySchema.parse((await readJsonFile(this.#pathIn(this.#histories, arn))) ?? []);
  }

  /** Names may hold characters that file names can't, and be longer than they may be. */
  #pathIn(folder: string, arn: string): string {
    return join(folder, `${createHash('sha256').update(arn).digest('hex').slice(0, 40)}.json`);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
