import type { ChangedUnit } from '../../../aws/ledger/index.ts';
import { readObject } from '../../../client/read-object.ts';
import { type FailureRecord, failureRecord } from '../../../core/contracts/failure.ts';
import { runKeys } from '../../../core/contracts/keys.ts';
import { FailureGroups } from '../../../core/report/failure-groups.ts';
import { readLines } from '../../../core/splitting/read-lines.ts';
import { isDenied, readText } from './read-text.ts';
import type { RunSource } from './run-source.ts';

/** Units whose records are read at one poll, and of one run while it goes on. */
const unitsAtOnce = 16;
const mostUnits = 500;
/** Of one unit's records. */
const mostBytes = 256 * 1024;
/** Records that are read of a run that has ended. */
const mostRecords = 20_000;

/** Reads the records of failed items: while a run goes on those of units that committed, after its end all. */
export class FailureReader {
  readonly #source: Omit<RunSource, 'next'>;
  readonly #runId: string;
  #groups: FailureGroups;
  #waiting: number[] = [];
  #read = 0;
  #denied = false;

  constructor(source: Omit<RunSource, 'next'>, runId: string) {
    this.#source = source;
    this.#runId = runId;
    this.#groups = this.#createGroups();
  }

  get groups(): FailureGroups {
    return this.#groups;
  }

  /** What can't be read, and why. */
  get note(): string | undefined {
    return this.#denied
      ? `The records of failed items can't be read: there is no right to s3:GetObject on s3://${this.#source.pipeline.bucket}/runs/*/failures/*.`
      : undefined;
  }

  /** Notes units that committed with failed items. Of very many, the first ones are read. */
  add(units: readonly ChangedUnit[]): void {
    const room = mostUnits - this.#read - this.#waiting.length;
    if (room > 0) this.#waiting.push(...units.slice(0, room).map(({ unit }) => unit));
  }

  /**
   * Reads the records of some units.
   * @returns true if there is anything new
   */
  async readSome(shards: number): Promise<boolean> {
    const units = this.#denied ? [] : this.#waiting.splice(0, unitsAtOnce);
    if (units.length === 0) return false;
    this.#read += units.length;
    const texts = await Promise.all(units.map((unit) => this.#readUnit(unit, shards)));
    for (const record of texts.flatMap(readRecords)) this.#groups.add(record);
    return true;
  }

  /** Reads the run's own list, which it has once it was sealed. @returns true if there is one */
  async readAll(): Promise<boolean> {
    const { clients, pipeline } = this.#source;
    const groups = this.#createGroups();
    try {
      const bytes = readObject(clients.s3, { bucket: pipeline.bucket, key: runKeys(this.#runId).failures });
      for await (const line of readLines(bytes)) {
        groups.add(failureRecord.parse(JSON.parse(line)));
        if (groups.count >= mostRecords) break;
      }
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return false;
      if (!isDenied(error)) throw error;
      this.#denied = true;
      return false;
    }
    this.#groups = groups;
    return true;
  }

  #createGroups(): FailureGroups {
    const record = `s3://${this.#source.pipeline.bucket}/${runKeys(this.#runId).failures}`;
    return new FailureGroups({ record, logGroup: undefined });
  }

  async #readUnit(unit: number, shards: number): Promise<string> {
    const { clients, pipeline, ledger } = this.#source;
    const row = await ledger.getUnit({ runId: this.#runId, shards, unit });
    const key = row?.receipt?.failures?.key;
    if (key === undefined) return '';
    try {
      return (await readText(clients.s3, { bucket: pipeline.bucket, key }, mostBytes)) ?? '';
    } catch (error) {
      if (!isDenied(error)) throw error;
      this.#denied = true;
      return '';
    }
  }
}

/** Lines may be cut off where there were too many bytes. */
function readRecords(text: string): FailureRecord[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => failureRecord.parse(JSON.parse(line)));
}
