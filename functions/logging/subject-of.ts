import * as z from 'zod';
import type { LogFields } from './json-console.ts';

/** Where the events of fanfold's functions say what they are about; none of them has all. */
const known = z.looseObject({
  runId: z.string().optional().catch(undefined),
  executionArn: z.string().optional().catch(undefined),
  run: z.looseObject({ runId: z.string() }).optional().catch(undefined),
  unit: z.looseObject({ unit: z.number() }).optional().catch(undefined),
  job: z.looseObject({ job: z.number() }).optional().catch(undefined),
  execution: z.looseObject({ arn: z.string() }).optional().catch(undefined),
  input: z.looseObject({ runId: z.string() }).optional().catch(undefined),
  detail: z.looseObject({ executionArn: z.string() }).optional().catch(undefined),
});

/**
 * What an event is about, as log lines say it: `run`, `unit`, `job` of a merge, and the `execution`. Of any event, also one that its
 * function is about to refuse.
 */
export function subjectOf(event: unknown): LogFields {
  const { data } = known.safeParse(event);
  if (data === undefined) return {};
  const fields = {
    run: data.run?.runId ?? data.runId ?? data.input?.runId,
    unit: data.unit?.unit,
    job: data.job?.job,
    execution: data.executionArn ?? data.execution?.arn ?? data.detail?.executionArn,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
