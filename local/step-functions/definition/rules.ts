import { MAX_PAYLOAD_BYTES, MAX_SECONDS } from '../limits.ts';
import type { NumberRule } from './fields.ts';

const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** Numbers of the Amazon States Language and what they may be; literals and evaluated expressions alike. */
export const RULES = {
  timeoutSeconds: { integer: true, min: 1, max: MAX_SECONDS },
  waitSeconds: { integer: true, min: 0, max: MAX_SECONDS },
  intervalSeconds: { integer: true, min: 1, max: MAX_SECONDS },
  maxAttempts: { integer: true, min: 0, max: MAX_SECONDS },
  backoffRate: { integer: false, min: 1, max: UNBOUNDED },
  maxDelaySeconds: { integer: true, min: 1, max: 31_622_400 },
  maxConcurrency: { integer: true, min: 0, max: UNBOUNDED },
  toleratedFailureCount: { integer: true, min: 0, max: UNBOUNDED },
  toleratedFailurePercentage: { integer: false, min: 0, max: 100 },
  maxItems: { integer: true, min: 0, max: UNBOUNDED },
  maxItemsPerBatch: { integer: true, min: 1, max: UNBOUNDED },
  maxInputBytesPerBatch: { integer: true, min: 1, max: MAX_PAYLOAD_BYTES },
} as const satisfies Record<string, NumberRule>;
