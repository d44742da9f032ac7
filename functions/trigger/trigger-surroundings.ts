import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { TriggerEnvironment } from '../../core/contracts/trigger.ts';
import { showText } from '../../core/errors/show-text.ts';

/** What the trigger needs around it. */
export interface TriggerSurroundings {
  environment: TriggerEnvironment;
  s3: S3Client;
  store: ObjectStore;
  sfn: SFNClient;
}

/** What became of an event; the function's answer, which nobody waits for. */
export type Triggered =
  | { outcome: 'started'; runId: string; executionArn: string }
  /** `refusal` is the URI of what says why. */
  | { outcome: 'refused'; refusal: string }
  | { outcome: 'left'; reason: string };

/** Leaves an event without effect, and logs why. */
export function leave(what: string, reason: string): Triggered {
  console.log(`${showText(what, 1_200)} starts nothing and changes nothing: ${reason}`);
  return { outcome: 'left', reason };
}
