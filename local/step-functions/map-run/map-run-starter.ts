import type { S3Client } from '@aws-sdk/client-s3';
import type { Document } from '../document.ts';
import type { Cancellation } from '../execution/cancellation.ts';
import { StatesError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import { untilCancelled } from '../execution/waiting.ts';
import { MapRunJob, type MapRunResult } from './map-run-job.ts';
import { newMapRunRecord } from './new-record.ts';
import { prepareMapRun } from './prepare.ts';
import type { MapRunRegistry } from './registry.ts';
import type { DistributedMapState, MapRunStarter } from './starter.ts';

/** Starts Map Runs and sees them through, also when their parent has ended before them. */
export class LocalMapRuns implements MapRunStarter {
  readonly #shared: { registry: MapRunRegistry; s3: S3Client; closing: Cancellation };
  readonly #underWay = new Set<Promise<MapRunResult>>();

  constructor(registry: MapRunRegistry, s3: S3Client, closing: Cancellation) {
    this.#shared = { registry, s3, closing };
  }

  async run(visit: Visit<DistributedMapState>, onStarted: () => void): Promise<Document> {
    const { registry, s3 } = this.#shared;
    const { thread } = visit;
    const plan = await prepareMapRun(visit, s3, onStarted);
    const entry = await registry.create(newMapRunRecord(visit, plan));
    const { arn } = entry.record;
    const started = visit.record('MapRunStarted', () => ({ mapRunStartedEventDetails: { mapRunArn: arn } }));
    const ended = new MapRunJob(visit, plan, entry, this.#shared).run();
    this.#underWay.add(ended);
    void ended.finally(() => this.#underWay.delete(ended));
    const leave = thread.cancellation.onCancel(({ kind }) => {
      if (kind !== 'closing') entry.run?.stop();
    });
    const result = await untilCancelled(ended, thread.cancellation).finally(leave);
    if (result.status === 'SUCCEEDED') {
      visit.record('MapRunSucceeded');
      visit.record('MapStateSucceeded');
      // What follows refers to MapRunStarted, as recorded on AWS.
      thread.previousEventId = started;
      return result.document;
    }
    throw recordFailure(visit, result);
  }

  /** Waits until nothing is under way any more, which closing makes soon. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
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
