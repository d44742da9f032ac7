import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type HistoryEvent, historySchema } from '../execution/history.ts';
import { listJsonFiles, readJsonFile, writeJsonAtomically } from './atomic-file.ts';
import { type ExecutionRecord, executionRecordSchema } from './execution-record.ts';

/** Error and cause of executions that were running when the process died. */
const RESTARTED = {
  error: 'Local.Restarted',
  cause: 'The local cloud stopped while this execution ran; executions do not outlive it.',
};

/** Executions of the top level: one JSON file each, and one for the history of those that have ended. */
export class ExecutionStore {
  readonly #folder: string;
  readonly #histories: string;
  readonly #records = new Map<string, ExecutionRecord>();

  private constructor(root: string) {
    this.#folder = join(root, 'executions');
    this.#histories = join(root, 'histories');
  }

  /**
   * Opens the folder. Executions that were running are ABORTED with the error `Local.Restarted`.
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
    const aborted: ExecutionRecord[] = [];
    for (const path of await listJsonFiles(store.#folder)) {
      const record = executionRecordSchema.parse(await readJsonFile(path));
      if (record.status === 'RUNNING') {
        Object.assign(record, { status: 'ABORTED', stopDate: now, ...RESTARTED });
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
    await writeJsonAtomically(this.#pathIn(this.#histories, arn), events);
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
