import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { Document } from '../document.ts';
import type { Cancellation } from '../execution/cancellation.ts';
import { StatesError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import { ChildIdentities } from './child-identities.ts';
import { total } from './counts.ts';
import { InStateResults } from './in-state-results.ts';
import { makeInputs } from './input-source.ts';
import { type ChildInput, ItemSpool } from './item-spool.ts';
import { type Ending, MapRun } from './map-run.ts';
import type { MapRunPlan } from './prepare.ts';
import type { MapRunEntry, MapRunRegistry } from './registry.ts';
import { exportResults } from './result-export.ts';
import type { DistributedMapState } from './starter.ts';

/** How a Map Run ended, for the Map state. */
export type MapRunResult =
  | { status: 'SUCCEEDED'; document: Document }
  | { status: 'FAILED'; failure: StatesError }
  /** Nobody waits for it: its parent was stopped, or the local cloud is closing. */
  | { status: 'ABORTED' };

/** One Map Run from its first child to its last result. */
export class MapRunJob {
  readonly #visit: Visit<DistributedMapState>;
  readonly #plan: MapRunPlan;
  readonly #entry: MapRunEntry;
  readonly #registry: MapRunRegistry;
  readonly #s3: S3Client;
  readonly #closing: Cancellation;
  readonly #spool: ItemSpool;
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
    this.#spool = new ItemSpool(join(entry.folder, 'items.jsonl'));
    this.#inState = new InStateResults(visit.state.distributed.resultWriter?.transformation ?? 'COMPACT');
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
      services,
      children,
      identities: new ChildIdentities(services.account, record, names),
      spool: this.#spool,
      processor: state.processor,
      inputs: makeInputs(this.#visit, this.#plan.source, this.#plan.batching),
      closing: this.#closing,
      onChildEnded: (child) => {
        if (this.#plan.destination === undefined) {
          this.#inState.add(child, record.stateMachineArn, record.executionType);
        }
      },
      onAllRead: () => this.#registry.save(this.#entry),
    });
  }

  async #end(run: MapRun, ending: Ending | undefined): Promise<MapRunResult> {
    const { record } = this.#entry;
    let failure = ending?.kind === 'failed' ? ending.failure : undefined;
    let document = new Document(null);
    try {
      const exported = await this.#writeResults(failure);
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
  async #writeResults(failure: StatesError | undefined): Promise<Document | undefined> {
    const { destination } = this.#plan;
    const { record, children, folder } = this.#entry;
    const writer = this.#visit.state.distributed.resultWriter;
    if (destination === undefined || writer === undefined) return undefined;
    if (failure?.error === 'States.ItemReaderFailed' && total(record.itemCounts) === 0) return undefined;
    const pending = drain(this.#spool);
    const request = { mapRun: record, writer, destination, folder, ended: children.records(), pending };
    const key = await exportResults(this.#s3, request);
    const details = { Bucket: destination.bucket, Key: key };
    return new Document({ MapRunArn: record.arn, ResultWriterDetails: details });
  }
}

/** Inputs that no child was started with. */
async function* drain(spool: ItemSpool): AsyncGenerator<ChildInput> {
  for (let input = await spool.shift(); input !== undefined; input = await spool.shift()) yield input;
}

function toFailure(thrown: unknown): StatesError {
  if (thrown instanceof StatesError) return thrown;
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new StatesError('States.Runtime', `Internal error of the local Step Functions: ${detail}`);
}
