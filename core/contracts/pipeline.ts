import * as z from 'zod';

/**
 * A deployed pipeline, as SSM parameter `/fanfold/<task>` holds it (JSON), on AWS and in the local cloud:
 * all that a client has to know.
 */
export const pipeline = z.strictObject({
  version: z.literal(1),
  task: z.string(),
  stateMachineArn: z.string(),
  bucket: z.string(),
  table: z.string(),
  reportFunctionArn: z.string(),
  /** Hex SHA-256 of the bundled task code. */
  codeDigest: z.string(),
});
export type Pipeline = z.infer<typeof pipeline>;

/** Name of the SSM parameter that describes a task's pipeline. */
export function pipelineParameterName(task: string): string {
  return `/fanfold/${task}`;
}
