import type { Json, JsonObject } from '../../local/step-functions/json.ts';

/** What of our definition LocalStack's parser doesn't take, though AWS documents it. */
export const notTaken = [
  'ResultWriter with Arguments and WriterConfig',
  'ItemReader of JSONL',
  'ToleratedFailureCount and ToleratedFailurePercentage together',
] as const;

/** A definition without {@link notTaken}: for LocalStack's parser, not for running. */
export function adaptDefinition(definition: string): string {
  const adapt = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(adapt);
    if (typeof value !== 'object' || value === null) return value;
    const { ResultWriter, ToleratedFailureCount, ...kept }: JsonObject = value;
    if (kept.InputType === 'JSONL') return { ...kept, InputType: 'JSON' };
    return Object.fromEntries(Object.entries(kept).map(([key, inner]) => [key, adapt(inner)]));
  };
  return JSON.stringify(adapt(JSON.parse(definition)));
}
