import { z } from 'zod';
import { eventInvokeConfig } from './event-invoke-config.ts';

/** A function that was created by the API, as it is kept in a file of its own. */
export const functionRecord = z.strictObject({
  functionName: z.string(),
  description: z.string(),
  /** Undefined: the request gave none, and answers have none. */
  environment: z.record(z.string(), z.string()).optional(),
  /** MB. */
  ephemeralStorage: z.number(),
  handler: z.string(),
  logFormat: z.enum(['JSON', 'Text']).default('Text'),
  logGroup: z.string().optional(),
  /** MiB. */
  memorySize: z.number(),
  role: z.string(),
  runtime: z.string(),
  /** Seconds. */
  timeout: z.number(),
  tracing: z.string(),
  architecture: z.string(),
  tags: z.record(z.string(), z.string()),
  code: z.strictObject({
    /** Base64, of the zip. */
    sha256: z.string(),
    /** Bytes of the zip. */
    size: z.number(),
  }),
  /** ISO 8601. */
  lastModified: z.string(),
  revisionId: z.string(),
  reservedConcurrency: z.number().optional(),
  eventInvoke: eventInvokeConfig.optional(),
});
export type FunctionRecord = z.output<typeof functionRecord>;
