import type * as z from 'zod';
import { showText } from '../errors/show-text.ts';
import { checkOption, metadataFields, metadataPrefix, type ReadOptions } from './option-fields.ts';

/**
 * Options in an object's user metadata, such as `fanfold-max-concurrency: 8`. Metadata without that prefix is not fanfold's.
 * @param metadata as the SDK gives it: names without `x-amz-meta-`, in lower case as S3 keeps them
 */
export function readMetadata(metadata: Readonly<Record<string, string>>): ReadOptions {
  const read: ReadOptions = { options: {}, problems: [] };
  for (const [name, text] of Object.entries(metadata)) {
    if (!name.startsWith(metadataPrefix)) continue;
    const field = metadataFields.get(name);
    if (field === undefined) {
      read.problems.push(
        `metadata ${showText(name, 80)} is no option; the options are ${[...metadataFields.keys()].join(', ')}`,
      );
      continue;
    }
    const value = readValue(field.schema, text);
    read.problems.push(...checkOption(`metadata ${name}`, field.schema, value));
    read.options[field.option] = value;
  }
  return read;
}

/** Metadata is text: where an option is none, a number, `true` or `false`. */
function readValue(schema: z.ZodType, text: string): string | number | boolean {
  if (schema.safeParse(text).success) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
