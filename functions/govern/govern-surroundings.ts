import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Ledger } from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { MetricsRecorder } from '../../core/metrics/catalog.ts';

/** What Govern needs around it. */
export interface GovernSurroundings {
  ledger: Ledger;
  store: ObjectStore;
  bucket: string;
  sfn: SFNClient;
  lambda: LambdaClient;
  /** Name or ARN of the function that runs units. */
  unitFunction: string;
  /** How long a unit's claim holds without a heartbeat; a fifth of it is between two. */
  leaseMs: number;
  /** Takes down where the run stands. Default: nothing does. */
  metrics?: MetricsRecorder;
  /** Epoch milliseconds. */
  now: () => number;
  /** 0 to below 1. */
  random: () => number;
}
