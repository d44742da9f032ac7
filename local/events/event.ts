import { randomUUID } from 'node:crypto';
import type { ExecutionStatusChange, LocalAccount, ObjectCreated } from '../ports.ts';
import type { Json, JsonObject } from '../step-functions/json.ts';

/** An event with the envelope that EventBridge gives it. */
export interface EventEnvelope extends JsonObject {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601, whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: Json;
}

/** Wraps an event's parts into EventBridge's envelope, with an id of its own. */
export function createEvent(
  account: LocalAccount,
  event: { source: string; detailType: string; detail: Json; resources?: string[]; time?: Date },
): EventEnvelope {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': event.detailType,
    source: event.source,
    account: account.accountId,
    time: (event.time ?? new Date()).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: account.region,
    resources: event.resources ?? [],
    detail: event.detail,
  };
}

/** S3's "Object Created". Keys are not URL-encoded in EventBridge. */
export function objectCreatedEvent(account: LocalAccount, object: ObjectCreated): EventEnvelope {
  const { bucket, key, size, etag, sequencer, versionId } = object;
  return createEvent(account, {
    source: 'aws.s3',
    detailType: 'Object Created',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: {
        key,
        size,
        etag: etag.replaceAll('"', ''),
        ...(versionId === undefined ? {} : { 'version-id': versionId }),
        sequencer,
      },
      'request-id': randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase(),
      requester: account.accountId,
      'source-ip-address': '127.0.0.1',
      reason: object.reason,
    },
  });
}

/** "Step Functions Execution Status Change". Input and output are JSON text, as in EventBridge; times are epoch ms. */
export function executionStatusEvent(account: LocalAccount, change: ExecutionStatusChange): EventEnvelope {
  return createEvent(account, {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [change.executionArn],
    detail: {
      executionArn: change.executionArn,
      stateMachineArn: change.stateMachineArn,
      name: change.name,
      status: change.status,
      startDate: change.startDate,
      stopDate: change.stopDate,
      input: change.input,
      output: change.output,
      inputDetails: { included: true },
      outputDetails: change.output === null ? null : { included: true },
    },
  });
}
