import * as z from 'zod';

/** A JSON Schema, draft 2020-12, as plain JSON. */
export const jsonSchema = z.record(z.string(), z.json());
export type JsonSchema = z.infer<typeof jsonSchema>;

/** A task's schema as JSON Schema, or why there is none. */
export const schemaDescription = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), schema: jsonSchema }),
  z.strictObject({
    ok: z.literal(false),
    /** A clause without a full stop that names the schema, such as `the output schema has …`. */
    reason: z.string(),
  }),
]);
export type SchemaDescription = z.infer<typeof schemaDescription>;

/** A task's two schemas, as they were when the pipeline was synthesized. */
export const taskSchemas = z.strictObject({
  /** Of an item as the source has it, before the schema's transforms. */
  inputSchema: schemaDescription,
  /** Of a row as the data set has it: after the schema's transforms, as `JSON.stringify` writes it. */
  outputSchema: schemaDescription,
});
export type TaskSchemas = z.infer<typeof taskSchemas>;

/** Name of the file beside the handler of the plan function that holds a {@link taskDocument}. */
export const taskDocumentFile = 'task.json';

/**
 * `task.json`, version 1: what the plan function knows of its task besides its environment, which Lambda limits to
 * 4 KB in all.
 */
export const taskDocument = z.strictObject({
  version: z.literal(1),
  /** The task's name. */
  task: z.string(),
  ...taskSchemas.shape,
});
export type TaskDocument = z.infer<typeof taskDocument>;
