import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { Document } from '../document.ts';
import type { Cancellation } from '../execution/cancellation.ts';
import type { StatesError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import { ChildIdentities } from './child-identities.ts';
import { MapRunCounts, total } from './counts.ts';
import { toFailure } from './failure.ts';
import { InStateResults } from './in-state-results.ts';
import { makeInputs } from './input-source.ts';
import { type ChildInput, ItemSpool } from './item-spool.ts';
import { type Ending, MapRun } from './map-run.ts';
import { PendingInputs } from './pending-inputs.ts';
import type { MapRunPlan } from './prepare.ts';
import { RedriveQueue } from './redrive-queue.ts';
import type { MapRunEntry, MapRunRegistry } from './registry.ts';
import { exportResults } from './result-export.ts';
import type { DistributedMapState } from './starter.ts';

/** How a Map Run ended, for the Map state. */
export type MapRunResult =
  | { status: 'SUCCEEDED'; document: Document }
  | { status: 'FAILED'; failure: StatesError }
  /** Nobody waits for it: its parent was stopped, or the local cloud is closing. */
  | { status: 'ABORTED' };

/** One attempt of a Map Run, from its first child to its last result. */
export class MapRunJob {
  readonly #visit: Visit<DistributedMapState>;
  readonly #plan: MapRunPlan;
  readonly #entry: MapRunEntry;
  readonly #registry: MapRunRegistry;
  readonly #s3: S3Client;
  readonly #closing: Cancellation;
  readonly #counts: MapRunCounts;
  readonly #spool: ItemSpool;
  readonly #pending: PendingInputs;
  readonly #redrives: RedriveQueue;
  readonly #inState: InStateResults;

  constructor(
    visit: Visit<DistributedMapState>,
    plan: MapRunPlan,
    entry: MapRunEntry,
    shared: { registry: MapRunRegistry; s3: S3Client; closing: Cancellation },
  ) {
    this.#visit = visit;
    this.#plan = plan;
    this.#entry = entry;
    this.#registry = shared.registry;
    this.#s3 = shared.s3;
    this.#closing = shared.closing;
    this.#counts = new MapRunCounts(entry.record.itemCounts, entry.record.executionCounts);
    this.#spool = new ItemSpool(join(entry.folder, 'items.jsonl'));
    this.#pending = new PendingInputs(join(entry.folder, 'pending.jsonl'));
    this.#redrives = new RedriveQueue(entry.children, this.#counts);
    this.#inState = new InStateResults(visit.state.distributed.resultWriter?.transformation ?? 'COMPACT');
  }

  /** Takes up what an earlier attempt left: its children's results, and which of them have to run again. */
  async takeUp(): Promise<void> {
    await this.#entry.children.ready();
    this.#counts.begunAgain();
    await this.#redrives.fill((child) => this.#addToState(child));
  }

  /** Never throws. */
  async run(): Promise<MapRunResult> {
    const run = this.#newRun();
    this.#entry.run = run;
    try {
      const ending = await run.run();
      return this.#closing.reason === undefined ? await this.#end(run, ending) : { status: 'ABORTED' };
    } catch (thrown) {
      return { status: 'FAILED', failure: toFailure(thrown) };
    } finally {
      this.#entry.run = undefined;
      await this.#spool.close();
      await this.#entry.children.close();
    }
  }

  #newRun(): MapRun {
    const { record, children, names } = this.#entry;
    const { services, state } = this.#visit;
    return new MapRun({
      record,
      counts: this.#counts,
      services,
      children,
      identities: new ChildIdentities(services.account, record, names),
      spool: this.#spool,
      processor: state.processor,
      inputs: this.#inputs(),
      redrives: this.#redrives,
      closing: this.#closing,
      onChildEnded: (child) => this.#addToState(child),
      onAllRead: () => this.#registry.save(this.#entry),
    });
  }

  /**
   * Inputs that no child was started with. A redrive has them from the attempt before, or from the source once more
   * when that attempt did not come to its end.
   */
  async *#inputs(): AsyncGenerator<ChildInput> {
    const { children } = this.#entry;
    const kept = this.#entry.record.redriveCount > 0 && (await this.#pending.kept());
    const inputs = kept
      ? this.#pending.read()
      : makeInputs(this.#visit, this.#plan.items, this.#plan.batching);
    for await (const input of inputs) {
      if (children.status(input.sequence) === undefined) yield input;
    }
  }

  #addToState(child: Parameters<InStateResults['add']>[0]): void {
    if (this.#plan.destination !== undefined) return;
    const { stateMachineArn, executionType } = this.#entry.record;
    this.#inState.add(child, stateMachineArn, executionType);
  }

  async #end(run: MapRun, ending: Ending | undefined): Promise<MapRunResult> {
    const { record } = this.#entry;
    let failure = ending?.kind === 'failed' ? ending.failure : undefined;
    let document = new Document(null);
    try {
      if (run.allRead) await this.#pending.keep(drain(this.#spool));
      const exported = await this.#writeResults(run, failure);
      if (failure === undefined) document = exported ?? this.#inState.toDocument(this.#visit.state.name);
      run.counts.allWritten();
    } catch (thrown) {
      failure ??= toFailure(thrown);
    }
    if (this.#closing.reason !== undefined) return { status: 'ABORTED' };
    const stopped = ending?.kind === 'stopped';
    record.status = stopped ? 'ABORTED' : failure === undefined ? 'SUCCEEDED' : 'FAILED';
    record.stopDate = this.#visit.services.clock.now();
    await this.#registry.save(this.#entry);
    if (stopped) return { status: 'ABORTED' };
    if (failure !== undefined) return { status: 'FAILED', failure };
    return { status: 'SUCCEEDED', document };
  }

  /**
   * Exports the results, also of a run that failed, unless its source could not be read at all.
   * @returns the state's result, when it is where the export is
   */
  async #writeResults(run: MapRun, failure: StatesError | undefined): Promise<Document | undefined> {
    const { destination } = this.#plan;
    const { record, children, folder } = this.#entry;
    const writer = this.#visit.state.distributed.resultWriter;
    if (destination === undefined || writer === undefined) return undefined;
    if (failure?.error === 'States.ItemReaderFailed' && total(record.itemCounts) === 0) return undefined;
    const pending = run.allRead ? this.#pending.read() : drain(this.#spool);
    const request = { mapRun: record, writer, destination, folder, ended: children.records(), pending };
    const { key, succeeded } = await exportResults(this.#s3, request);
    record.exported = { redriveCount: record.redriveCount, succeeded };
    const details = { Bucket: destination.bucket, Key: key };
    return new Document({ MapRunArn: record.arn, ResultWriterDetails: details });
  }
}

/** Inputs that no child was started with. */
async function* drain(spool: ItemSpool): AsyncGenerator<ChildInput> {
  for (let input = await spool.shift(); input !== undefined; input = await spool.shift()) yield input;
}
