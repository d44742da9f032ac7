import { z } from 'zod';
import { refuseAll } from '../../core/errors/problems.ts';
import type { Json, JsonObject } from '../step-functions/json.ts';

const anything: z.ZodType<Json> = z.json();
const properties: z.ZodType<JsonObject> = z.record(z.string(), anything);

const resource = z.object({
  Type: z.string(),
  Properties: properties.default({}),
  DependsOn: z.union([z.string().transform((id) => [id]), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
});

const template = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: anything.optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), properties)).default({}),
  Conditions: properties.default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z
    .record(
      z.string(),
      z.object({
        Value: anything,
        Export: z.object({ Name: anything }).optional(),
        Condition: z.string().optional(),
      }),
    )
    .default({}),
  Transform: anything.optional(),
});

/** A CloudFormation template as far as the local cloud reads it: its rules and metadata are left out. */
export type Template = z.output<typeof template>;
export type TemplateResource = z.output<typeof resource>;

/**
 * Reads a template's JSON text.
 * @throws FanfoldError `InvalidUsage` naming all that is wrong with it
 */
export function parseTemplate(text: string, file: string): Template {
  const problems: string[] = [];
  try {
    const parsed = template.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  throw refuseAll('InvalidUsage', `${file} is not a CloudFormation template in JSON`, problems);
}
