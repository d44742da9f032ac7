import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArn } from '../arns.ts';
import { readJsonFile } from '../store/atomic-file.ts';
import { SerialWrites } from '../store/serial-writes.ts';
import { ChildNames, suffixOf } from './child-names.ts';
import { ChildStore } from './child-store.ts';
import { total, zeroCounts } from './counts.ts';
import type { MapRun } from './map-run.ts';
import { type MapRunRecord, mapRunRecordSchema } from './record.ts';

/** A Map Run, in progress or ended. */
export interface MapRunEntry {
  record: MapRunRecord;
  names: ChildNames;
  children: ChildStore;
  folder: string;
  /** Only while it is in progress. */
  run: MapRun | undefined;
  /** Settled when everything about its last attempt is written; undefined after a restart. */
  ended: Promise<unknown> | undefined;
}

/** Every Map Run there is, one folder each under `<root>/map-runs`. */
export class MapRunRegistry {
  readonly #root: string;
  readonly #entries = new Map<string, MapRunEntry>();
  readonly #bySuffix = new Map<string, MapRunEntry>();
  readonly #writes = new SerialWrites();

  private constructor(root: string) {
    this.#root = root;
  }

  /**
   * Opens the folder. Runs that were in progress when the process died are ABORTED.
   * @param now milliseconds, their stop date
   */
  static async open(root: string, now: number): Promise<MapRunRegistry> {
    const registry = new MapRunRegistry(join(root, 'map-runs'));
    await mkdir(registry.#root, { recursive: true });
    for (const id of await readdir(registry.#root)) {
      const json = await readJsonFile(join(registry.#root, id, 'map-run.json'));
      if (json === undefined) continue;
      const entry = registry.#add(mapRunRecordSchema.parse(json), false);
      if (entry.record.status === 'RUNNING') await registry.#abort(entry, now);
    }
    return registry;
  }

  /** Adds a run that is about to start. */
  async create(record: MapRunRecord): Promise<MapRunEntry> {
    const entry = this.#add(record, true);
    await mkdir(entry.folder, { recursive: true });
    await entry.children.ready();
    await this.save(entry);
    return entry;
  }

  async save({ folder, record }: MapRunEntry): Promise<void> {
    await this.#writes.write(join(folder, 'map-run.json'), record);
  }

  find(mapRunArn: string): MapRunEntry | undefined {
    return this.#entries.get(mapRunArn);
  }

  /** The runs of an execution, the newest first. */
  listOf(executionArn: string): MapRunEntry[] {
    return [...this.#entries.values()]
      .filter(({ record }) => record.executionArn === executionArn)
      .sort((a, b) => b.record.startDate - a.record.startDate);
  }

  /** The run and number of a child, by the child's ARN; undefined when there is no such child. */
  async findChild(arn: string): Promise<{ entry: MapRunEntry; sequence: number } | undefined> {
    const parsed = parseArn(arn);
    if (parsed === undefined || parsed.kind === 'stateMachine' || parsed.kind === 'mapRun') return undefined;
    const entry = this.#bySuffix.get(suffixOf(parsed.name));
    const sequence = entry?.names.sequenceOf(parsed.name);
    if (entry === undefined || sequence === undefined) return undefined;
    await entry.children.ready();
    if (entry.children.status(sequence) === undefined) return undefined;
    const child = entry.children.running.get(sequence) ?? (await entry.children.record(sequence));
    return child?.arn === arn ? { entry, sequence } : undefined;
  }

  async close(): Promise<void> {
    for (const { children } of this.#entries.values()) await children.close();
  }

  #add(record: MapRunRecord, isNew: boolean): MapRunEntry {
    const folder = join(this.#root, record.id);
    const names = new ChildNames(record.id);
    const children = new ChildStore(folder, isNew);
    const entry: MapRunEntry = { record, names, children, folder, run: undefined, ended: undefined };
    this.#entries.set(record.arn, entry);
    this.#bySuffix.set(names.suffix, entry);
    return entry;
  }

  /** What its files say has ended, has; the rest was aborted or never started, which nobody knows any more. */
  async #abort(entry: MapRunEntry, now: number): Promise<void> {
    const { record, children } = entry;
    const { itemCounts, executionCounts } = record;
    const items = total(itemCounts);
    const executions = total(executionCounts);
    for (const counts of [itemCounts, executionCounts]) {
      Object.assign(counts, zeroCounts());
    }
    const fields = {
      SUCCEEDED: 'succeeded',
      FAILED: 'failed',
      TIMED_OUT: 'timedOut',
      ABORTED: 'aborted',
    } as const;
    await children.ready();
    for await (const child of children.records()) {
      itemCounts[fields[child.status]] += child.items;
      executionCounts[fields[child.status]] += 1;
    }
    await children.close();
    itemCounts.pending = Math.max(0, items - total(itemCounts));
    executionCounts.pending = Math.max(0, executions - total(executionCounts));
    record.status = 'ABORTED';
    record.stopDate = now;
    await this.save(entry);
  }
}
