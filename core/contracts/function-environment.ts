import * as z from 'zod';
import { priceTable } from '../cost/prices.ts';
import { taskSettings } from '../task/task-settings.ts';
import { bucketOwnersText } from './bucket-owners.ts';

/** Environment variables that the construct gives to every function of a pipeline. */
export const functionEnvironment = z.object({
  FANFOLD_BUCKET: z.string(),
  /** JSON of whose buckets they are: the pipeline's, and for Plan and the units those of sources. */
  FANFOLD_BUCKET_OWNERS: bucketOwnersText,
  FANFOLD_TABLE: z.string(),
  /** What metrics call the pipeline, their dimension `Pipeline`. Absent: no metrics are written. */
  FANFOLD_PIPELINE: z.string().min(1).optional(),
  /** JSON of {@link taskSettings}. */
  FANFOLD_TASK: z.string().transform((text, context) => {
    const settings = taskSettings.safeParse(JSON.parse(text));
    if (settings.success) return settings.data;
    context.addIssue({ code: 'custom', message: settings.error.message });
    return z.NEVER;
  }),
  /** Hex SHA-256 of the bundled task code. */
  FANFOLD_CODE_DIGEST: z.string(),
  /** Days that ledger rows are kept. */
  FANFOLD_TTL_DAYS: z.coerce.number().int().min(1),
  /** Units in flight at most, whatever the input says. Absent: no cap. */
  FANFOLD_MAX_CONCURRENCY: z.coerce.number().int().min(1).optional(),
  /**
   * How long a unit's claim holds without a heartbeat: an environment that dies frees its unit after this. Five heartbeats
   * fit into it, each of which costs one write and half a read.
   */
  FANFOLD_LEASE_SECONDS: z.coerce.number().min(1).max(300).default(15),
  /** Report only: what the functions run on. Default: arm64. */
  FANFOLD_ARCHITECTURE: z.enum(['arm64', 'x86_64']).optional(),
  /** Report only: JSON of a {@link priceTable}. Default: the built-in one. */
  FANFOLD_PRICES: z
    .string()
    .transform((text) => JSON.parse(text))
    .pipe(priceTable)
    .optional(),
  /** Report only: folder of log files, `<function>/<log stream>.log`, where logs are kept so. Absent: they aren't. */
  FANFOLD_LOG_FILES: z.string().optional(),
  /** Govern only: the function that runs units. */
  FANFOLD_UNIT_FUNCTION: z.string().optional(),
});
export type FunctionEnvironment = z.infer<typeof functionEnvironment>;
