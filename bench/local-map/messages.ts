import { z } from 'zod';

/** What the children of a measured Map Run do. */
export const BODIES = ['pass', 'lambda-in-process', 'lambda', 'held'] as const;

/** One measurement, as the process that makes it is told. */
export const measurementSchema = z.strictObject({
  children: z.number().int(),
  body: z.enum(BODIES),
  type: z.enum(['STANDARD', 'EXPRESS']),
  maxConcurrency: z.number().int(),
  /** Folder of the engine's own. */
  root: z.string(),
  s3Url: z.string(),
  bucket: z.string(),
  key: z.string(),
});
/** One measurement, as the process that makes it is told. */
export type Measurement = z.infer<typeof measurementSchema>;

/** What was measured. */
export const figuresSchema = z.strictObject({
  /** From StartExecution until DescribeExecution says that it has ended. */
  seconds: z.number(),
  succeeded: z.number(),
  /** Resident memory of the engine's process before the run, and its peak. */
  residentBytes: z.number(),
  peakBytes: z.number(),
  /** How much the heap and what hangs on it has grown while all children were in flight, after a collection; only for `held`. */
  inFlightBytes: z.number().optional(),
});
/** What was measured. */
export type Figures = z.infer<typeof figuresSchema>;
