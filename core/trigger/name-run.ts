import { createHash } from 'node:crypto';
import { inboxExecutionEnding } from '../contracts/trigger.ts';
import { shortenKey } from './shorten-key.ts';

/** One put of an object, as its event tells it. */
export interface ObjectPut {
  bucket: string;
  key: string;
  /** Without quotes. */
  etag: string;
  versionId?: string | undefined;
  /** One per put: the same content put again has another, an event delivered again the same. */
  sequencer: string;
}

/** Names of the run that a put starts. */
export interface RunName {
  runId: string;
  /** `<runId>-inbox`: 66 characters of the 80 that Step Functions takes; it locks the name for 90 days. */
  executionName: string;
}

const etagLength = 8;
const digestLength = 20;
/** A run id has 60 characters at most. */
const longestStart = 60 - etagLength - digestLength - 2;
const executionForm = new RegExp(
  `^([A-Za-z0-9][A-Za-z0-9_-]{0,${longestStart - 1}}-([A-Za-z0-9]{1,${etagLength}})-[0-9a-f]{${digestLength}})${inboxExecutionEnding}$`,
);

/**
 * Names the run of one put: `<base name of the key>-<start of its ETag>-<digest>`, 60 characters at most. The digest, 80 bits
 * of a SHA-256, is over bucket, key, version, ETag and sequencer, so that all events of one put give one name, and no two
 * puts do.
 */
export function nameRun({ bucket, key, etag, versionId, sequencer }: ObjectPut): RunName {
  const identity = JSON.stringify([bucket, key, versionId ?? null, etag, sequencer]);
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, digestLength);
  const runId = `${shortenKey(key, longestStart)}-${startOfEtag(etag)}-${digest}`;
  return { runId, executionName: `${runId}${inboxExecutionEnding}` };
}

/** The run of an execution whose name has the form that {@link nameRun} gives; undefined if it has another. */
export function readExecutionName(name: string): { runId: string; etagStart: string } | undefined {
  const [, runId, etagStart] = executionForm.exec(name) ?? [];
  return runId === undefined || etagStart === undefined ? undefined : { runId, etagStart };
}

/** The part of an ETag that stands in a run's name. */
export function startOfEtag(etag: string): string {
  return etag.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, etagLength) || '0';
}
