import type * as z from 'zod';
import { executionInput } from '../contracts/execution-input.ts';
import { showValue } from '../errors/problems.ts';

/** Options from one place, by their names in the execution input, and what is wrong there. */
export interface ReadOptions {
  options: Record<string, unknown>;
  problems: string[];
}

/** User metadata that names an option starts with this; S3 puts `x-amz-meta-` before it. */
export const metadataPrefix = 'fanfold-';

const { source: _, runId: __, ...sidecarSchemas } = executionInput.shape;
const { version: ___, ...metadataSchemas } = sidecarSchemas;

/** Fields that a sidecar may have: the execution input's, but for the source, which is the object, and the run id. */
export const sidecarFields: ReadonlyMap<string, z.ZodType> = new Map(Object.entries(sidecarSchemas));

/** Options that metadata may give, by the metadata's name: `fanfold-max-concurrency`. */
export const metadataFields: ReadonlyMap<string, { option: string; schema: z.ZodType }> = new Map(
  Object.entries(metadataSchemas).map(([option, schema]) => [nameInMetadata(option), { option, schema }]),
);

/** What is wrong with an option's value, each problem a sentence with the value and what is allowed. */
export function checkOption(name: string, schema: z.ZodType, value: unknown): string[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issues.map((issue) => `${name} is ${showValue(value)}: ${messageOf(issue)}`);
}

/** A union's branches are what is allowed; its own message says "Invalid input" only. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue.message;
  return issue.errors.flatMap((branch) => branch.map(messageOf)).join(', or ');
}

function nameInMetadata(option: string): string {
  return metadataPrefix + option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
