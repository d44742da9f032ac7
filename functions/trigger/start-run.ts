import type { ObjectCreatedEvent } from '../../core/contracts/trigger.ts';
import { isFanfoldError } from '../../core/errors/fanfold-error.ts';
import { describeOptions, nameRun, readOptions, whyNoRun } from '../../core/trigger/index.ts';
import { findObject, isOther } from './find-object.ts';
import { findSidecar } from './find-sidecar.ts';
import { startNamed } from './start-named.ts';
import { leave, type Triggered, type TriggerSurroundings } from './trigger-surroundings.ts';
import { writeRefusal } from './write-refusal.ts';

/**
 * Starts the one run of an object that was put into the inbox. Events may come more than once and out of order: all events of
 * one put give one execution name, and an object that was put anew since is left to the event of that put. The run is told which
 * object it is for: should another one be put before Plan looks, Plan refuses.
 */
export async function startRun(around: TriggerSurroundings, event: ObjectCreatedEvent): Promise<Triggered> {
  const { object } = event.detail;
  const { key } = object;
  const bucket = event.detail.bucket.name;
  const uri = `s3://${bucket}/${key}`;
  const none = whyNoRun(around.environment.FANFOLD_BUCKET, { bucket, key });
  if (none !== undefined) return leave(uri, none);
  const found = await findObject(around.s3, bucket, key);
  if (found === undefined) return leave(uri, 'it is not there any more');
  if (isOther(found, { etag: object.etag, versionId: object['version-id'] }))
    return leave(uri, 'it was put anew since, and that put starts its own run');
  const sidecar = await findSidecar(around.store, bucket, key);
  const options = tryReadOptions(uri, { metadata: found.metadata, sidecar });
  if ('refused' in options) {
    const { code, message } = options.refused;
    return writeRefusal(around, key, {
      code,
      message,
      etag: found.etag,
      at: event.time,
      ...describeOptions(),
    });
  }
  const { runId, executionName } = nameRun({ bucket, ...object, versionId: object['version-id'] });
  const source = {
    uri,
    etag: object.etag,
    ...(object['version-id'] !== undefined && { versionId: object['version-id'] }),
  };
  const input = { ...options.read, runId, source };
  return { outcome: 'started', runId, executionArn: await startNamed(around, executionName, input) };
}

function tryReadOptions(uri: string, given: Parameters<typeof readOptions>[1]) {
  try {
    return { read: readOptions(uri, given) };
  } catch (error) {
    if (!isFanfoldError(error)) throw error;
    return { refused: error };
  }
}
