import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { StatesError } from '../execution/states-error.ts';
import type { Json, JsonObject } from '../json.ts';
import { MAX_PAYLOAD_BYTES } from '../limits.ts';
import { toPascalCase } from './member-names.ts';

/**
 * The SDK's answer as a task's result: members in PascalCase and by the alphabet, what is absent left out, times as texts,
 * bodies and other bytes as texts (as recorded on AWS: github.com/radkawar/stackd, sdk_requests.json).
 * @throws StatesError States.DataLimitExceeded for a body over 256 KiB, before it is read
 */
export async function readResult(
  answer: unknown,
  [, , , , , output]: StaticOperationSchema,
): Promise<JsonObject> {
  const result = await readStructure(answer, NormalizedSchema.of(output));
  return result ?? {};
}

async function readStructure(value: unknown, schema: NormalizedSchema): Promise<JsonObject | undefined> {
  if (typeof value !== 'object' || value === null) return undefined;
  const held = new Map<string, unknown>(Object.entries(value));
  const members: [string, Json][] = [];
  for (const [member, memberSchema] of schema.structIterator()) {
    if (memberSchema.isStreaming()) refuseLongBody(held);
    const json = await readValue(held.get(member), memberSchema);
    if (json !== undefined) members.push([toPascalCase(member), json]);
  }
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readValue(value: unknown, schema: NormalizedSchema): Promise<Json | undefined> {
  if (value === undefined || value === null) return undefined;
  if (schema.isBlobSchema()) return await readText(value);
  if (schema.isTimestampSchema()) return value instanceof Date ? toInstant(value) : undefined;
  if (schema.isListSchema() && Array.isArray(value)) {
    return await Promise.all(
      value.map(async (member) => (await readValue(member, schema.getValueSchema())) ?? null),
    );
  }
  if (schema.isMapSchema() && typeof value === 'object') {
    const members: [string, Json][] = [];
    for (const [key, member] of Object.entries(value)) {
      const json = await readValue(member, schema.getValueSchema());
      if (json !== undefined) members.push([key, json]);
    }
    return Object.fromEntries(members);
  }
  if (schema.isStructSchema()) return await readStructure(value, schema);
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      return undefined;
  }
}

/** A stream of the SDK, or bytes. */
async function readText(value: unknown): Promise<string> {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) {
    const chunks: Buffer[] = [];
    for await (const chunk of iterate(value)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
  }
  return String(value);
}

async function* iterate(stream: object): AsyncIterable<Uint8Array> {
  if (!isIterable(stream)) return;
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}

function isIterable(stream: object): stream is AsyncIterable<unknown> {
  return Symbol.asyncIterator in stream;
}

/** Java's `Instant` writes no fraction where there is none: `2026-09-24T02:36:45Z`, as recorded. */
function toInstant(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

/** A whole object of S3 need not pass through memory to be refused. */
function refuseLongBody(held: ReadonlyMap<string, unknown>): void {
  const length = held.get('ContentLength');
  if (typeof length !== 'number' || length <= MAX_PAYLOAD_BYTES) return;
  const body = held.get('Body');
  if (typeof body === 'object' && body !== null && 'destroy' in body && typeof body.destroy === 'function') {
    body.destroy();
  }
  const cause = `The state/task returned a result with a size exceeding the maximum number of bytes service limit.`;
  throw new StatesError('States.DataLimitExceeded', cause);
}
