import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseMachine } from '../definition/parse-machine.ts';
import type { Machine } from '../definition/types.ts';
import { listJsonFiles, readJsonFile } from './atomic-file.ts';
import { SerialWrites } from './serial-writes.ts';

const loggingSchema = z.record(z.string(), z.json());

/** What is kept of a state machine, in a file of its own. */
export const machineRecordSchema = z.strictObject({
  arn: z.string(),
  name: z.string(),
  definition: z.string(),
  roleArn: z.string(),
  type: z.literal('STANDARD'),
  /** Milliseconds since the epoch. */
  creationDate: z.number(),
  updateDate: z.number(),
  /** Only after an update. */
  revisionId: z.string().optional(),
  /** Deleted, but executions of it still run. */
  deleting: z.literal(true).optional(),
  loggingConfiguration: loggingSchema,
  tracingConfiguration: loggingSchema,
  tags: z.array(z.strictObject({ key: z.string().optional(), value: z.string().optional() })),
});
/** One state machine as it is kept. */
export type MachineRecord = z.infer<typeof machineRecordSchema>;

/** A state machine and its compiled definition. */
export interface MachineEntry {
  record: MachineRecord;
  /** undefined for one that an earlier version accepted and this one doesn't. */
  machine: Machine | undefined;
}

/** Every state machine there is. */
export class MachineStore {
  readonly #folder: string;
  readonly #entries = new Map<string, MachineEntry>();
  readonly #writes = new SerialWrites();

  private constructor(root: string) {
    this.#folder = join(root, 'state-machines');
  }

  static async open(root: string): Promise<MachineStore> {
    const store = new MachineStore(root);
    await mkdir(store.#folder, { recursive: true });
    for (const path of await listJsonFiles(store.#folder)) {
      const record = machineRecordSchema.parse(await readJsonFile(path));
      // No execution outlives the process.
      if (record.deleting === true) {
        await rm(path, { force: true });
        continue;
      }
      const { machine } = parseMachine(record.definition, record.name);
      store.#entries.set(record.arn, { record, machine });
    }
    return store;
  }

  find(arn: string): MachineEntry | undefined {
    return this.#entries.get(arn);
  }

  /** By name. */
  list(): MachineEntry[] {
    return [...this.#entries.values()].sort((a, b) => (a.record.name < b.record.name ? -1 : 1));
  }

  async save(entry: MachineEntry): Promise<void> {
    this.#entries.set(entry.record.arn, entry);
    await this.#writes.write(this.#path(entry.record.name), entry.record);
  }

  async remove({ record }: MachineEntry): Promise<void> {
    this.#entries.delete(record.arn);
    await rm(this.#path(record.name), { force: true });
  }

  #path(name: string): string {
    return join(this.#folder, `${encodeURIComponent(name)}.json`);
  }
}
