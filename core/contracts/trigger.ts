import * as z from 'zod';
import { bucketOwnersText } from './bucket-owners.ts';
import { runId } from './execution-input.ts';

/** Environment variables that the construct gives to the trigger function, and all that it knows of its pipeline. */
export const triggerEnvironment = z.object({
  FANFOLD_BUCKET: z.string().min(1),
  FANFOLD_BUCKET_OWNERS: bucketOwnersText,
  FANFOLD_STATE_MACHINE_ARN: z.string().min(1),
});
export type TriggerEnvironment = z.infer<typeof triggerEnvironment>;

/** Objects of the pipeline's bucket below this prefix start runs. */
export const inboxPrefix = 'inbox/';

/** Executions that objects of the inbox start are named `<runId>-inbox`, so that a rule can tell them from others. */
export const inboxExecutionEnding = '-inbox';

/** Keys that stand beside an object of the inbox and start nothing themselves. */
export function inboxKeys(key: string) {
  return {
    /** Options of the run, as JSON; put before the object. */
    sidecar: `${key}${sidecarEnding}`,
    /** Why the object started no run. */
    refusal: `${key}${refusalEnding}`,
  };
}
export const sidecarEnding = '.options.json';
export const refusalEnding = '.error.json';

/**
 * EventBridge's "Object Created" of S3. Keys are not URL-encoded in it and the ETag has no quotes. It may come more than
 * once and out of order; all events of one put have the same `sequencer`, and no other put of that key has it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 * https://repost.aws/knowledge-center/s3-duplicate-sqs-messages
 */
export const objectCreatedEvent = z.object({
  'detail-type': z.literal('Object Created'),
  source: z.literal('aws.s3'),
  time: z.iso.datetime(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string().min(1),
      etag: z.string().min(1),
      /** Of buckets with versioning only. */
      'version-id': z.string().optional(),
      sequencer: z.string().min(1),
    }),
  }),
});
export type ObjectCreatedEvent = z.infer<typeof objectCreatedEvent>;

/** EventBridge's "Step Functions Execution Status Change", of executions that failed. */
export const executionFailedEvent = z.object({
  'detail-type': z.literal('Step Functions Execution Status Change'),
  source: z.literal('aws.states'),
  detail: z.object({
    executionArn: z.string(),
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.literal('FAILED'),
  }),
});
export type ExecutionFailedEvent = z.infer<typeof executionFailedEvent>;

/** What the trigger function takes. */
export const triggerEvent = z.discriminatedUnion('detail-type', [objectCreatedEvent, executionFailedEvent]);
export type TriggerEvent = z.infer<typeof triggerEvent>;

/** `<key>.error.json`, version 1: why an object of the inbox started no run. */
export const triggerRefusal = z.strictObject({
  version: z.literal(1),
  /** An error code of fanfold, such as `InvalidRunInput` or `SourceRefused`. */
  code: z.string(),
  /** What is wrong, the value, what is allowed; several problems as a list. */
  message: z.string(),
  /** `s3://bucket/key`, whatever the key: it may be what is wrong. */
  object: z.string().startsWith('s3://'),
  /** ETag of the refused object, without quotes: another one that is put there later is not meant. */
  etag: z.string(),
  /** When the object was put, or its run refused; UTC. */
  at: z.iso.datetime(),
  /** The run that was refused, if it came to one. */
  runId: runId.optional(),
  /** Names that options may have, where those were refused. */
  allowed: z.strictObject({ metadata: z.array(z.string()), sidecar: z.array(z.string()) }).optional(),
  /** Options to paste, where those were refused. */
  example: z
    .strictObject({ metadata: z.record(z.string(), z.string()), sidecar: z.record(z.string(), z.json()) })
    .optional(),
});
export type TriggerRefusal = z.infer<typeof triggerRefusal>;
