import type { S3Client } from '@aws-sdk/client-s3';
import type { Document } from '../document.ts';
import type { Cancellation } from '../execution/cancellation.ts';
import { StatesError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import { untilCancelled } from '../execution/waiting.ts';
import { MAX_MAP_RUN_REDRIVES } from '../limits.ts';
import { MapRunJob, type MapRunResult } from './map-run-job.ts';
import { newMapRunRecord } from './new-record.ts';
import { type MapRunPlan, prepareMapRun } from './prepare.ts';
import type { MapRunEntry, MapRunRegistry } from './registry.ts';
import type { DistributedMapState, MapRunStarter } from './starter.ts';

/** Failures of a Map Run after which a redrive starts a new one, as AWS does: its own data was at fault. */
const NOT_REDRIVABLE = new Set(['States.DataLimitExceeded', 'States.Runtime', 'States.QueryEvaluationError']);

/** Starts and redrives Map Runs and sees them through, also when their parent has ended before them. */
export class LocalMapRuns implements MapRunStarter {
  readonly #shared: { registry: MapRunRegistry; s3: S3Client; closing: Cancellation };
  readonly #underWay = new Set<Promise<MapRunResult>>();

  constructor(registry: MapRunRegistry, s3: S3Client, closing: Cancellation) {
    this.#shared = { registry, s3, closing };
  }

  async run(visit: Visit<DistributedMapState>, onStarted: () => void): Promise<Document> {
    const resumed = visit.takeResumed();
    const entry = resumed?.kind === 'mapRun' ? this.#shared.registry.find(resumed.arn) : undefined;
    if (resumed === undefined || entry === undefined) return await this.#start(visit, onStarted);
    visit.thread.previousEventId = resumed.startedEventId;
    return await this.#redrive(visit, entry, onStarted);
  }

  /** Waits until nothing is under way any more, which closing makes soon. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #start(visit: Visit<DistributedMapState>, onStarted: () => void): Promise<Document> {
    const { registry, s3 } = this.#shared;
    const plan = await prepareMapRun(visit, s3, (length) => {
      visit.record('MapStateStarted', () => ({ mapStateStartedEventDetails: { length } }));
      onStarted();
    });
    const startedEventId = visit.thread.previousEventId;
    const entry = await registry.create(newMapRunRecord(visit, plan));
    const { arn } = entry.record;
    visit.inner = { kind: 'mapRun', startedEventId, arn };
    const eventId = visit.record('MapRunStarted', () => ({ mapRunStartedEventDetails: { mapRunArn: arn } }));
    return await this.#seeThrough(visit, entry, new MapRunJob(visit, plan, entry, this.#shared), eventId);
  }

  /**
   * Redrives a Map Run that an earlier attempt of the execution has left: same ARN, children that succeeded stay as
   * they are. A run that is still cancelling children, waiting for EXPRESS ones or writing results comes to its end
   * first.
   */
  async #redrive(
    visit: Visit<DistributedMapState>,
    entry: MapRunEntry,
    onStarted: () => void,
  ): Promise<Document> {
    const { registry, s3 } = this.#shared;
    onStarted();
    await untilCancelled(entry.ended ?? Promise.resolve(), visit.thread.cancellation);
    const { record } = entry;
    if (record.redriveCount >= MAX_MAP_RUN_REDRIVES) {
      const cause = `The Map Run ${record.arn} has been redriven ${record.redriveCount} times, allowed are ${MAX_MAP_RUN_REDRIVES}.`;
      throw new StatesError('States.Runtime', cause);
    }
    const plan: MapRunPlan = await prepareMapRun(visit, s3, () => {});
    record.status = 'RUNNING';
    record.redriveCount += 1;
    record.redriveDate = visit.services.clock.now();
    delete record.stopDate;
    const job = new MapRunJob(visit, plan, entry, this.#shared);
    await job.takeUp();
    await registry.save(entry);
    const { arn: mapRunArn, redriveCount } = record;
    const eventId = visit.record('MapRunRedriven', () => ({
      mapRunRedrivenEventDetails: { mapRunArn, redriveCount },
    }));
    return await this.#seeThrough(visit, entry, job, eventId);
  }

  /** @param eventId of MapRunStarted or MapRunRedriven, to which what follows refers, as recorded on AWS */
  async #seeThrough(
    visit: Visit<DistributedMapState>,
    entry: MapRunEntry,
    job: MapRunJob,
    eventId: number,
  ): Promise<Document> {
    const { thread } = visit;
    const ended = job.run();
    entry.ended = ended;
    this.#underWay.add(ended);
    void ended.finally(() => this.#underWay.delete(ended));
    const leave = thread.cancellation.onCancel(({ kind }) => {
      if (kind !== 'closing') entry.run?.stop();
    });
    const result = await untilCancelled(ended, thread.cancellation).finally(leave);
    if (result.status === 'SUCCEEDED') {
      visit.record('MapRunSucceeded');
      visit.record('MapStateSucceeded');
      thread.previousEventId = eventId;
      return result.document;
    }
    const failure = recordFailure(visit, result);
    if (NOT_REDRIVABLE.has(failure.error ?? '')) visit.inner = undefined;
    throw failure;
  }
}

function recordFailure(visit: Visit, result: Exclude<MapRunResult, { status: 'SUCCEEDED' }>): StatesError {
  if (result.status === 'ABORTED') {
    visit.record('MapRunAborted');
    return new StatesError('States.Runtime', 'The Map Run was aborted');
  }
  const { error, causeText } = result.failure;
  visit.record('MapRunFailed', () => ({
    mapRunFailedEventDetails: { error: error ?? '', cause: causeText ?? '' },
  }));
  return result.failure;
}
