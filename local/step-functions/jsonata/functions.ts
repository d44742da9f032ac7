import { createHash, randomUUID } from 'node:crypto';
import { type Json, parseJson } from '../json.ts';

/** A function of an expression that refused its arguments; becomes a States.QueryEvaluationError. */
export class FunctionError extends Error {
  override name = 'FunctionError';
}

const HASH_ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
/** Most elements that $range makes, as its JSONPath twin States.ArrayRange. */
const MAX_RANGE = 1_000;
/** Most characters that $pad adds. */
const MAX_PADDING = 262_144;

/** `$partition(array, size)`: the array in chunks of `size`, the last one shorter. */
export function partition(array: Json[] | undefined, size: number): Json[][] | undefined {
  if (array === undefined) return undefined;
  if (!Number.isInteger(size) || size < 1) {
    throw new FunctionError(`$partition: the chunk size must be an integer of at least 1, but was ${size}`);
  }
  const chunks: Json[][] = [];
  for (let at = 0; at < array.length; at += size) chunks.push(array.slice(at, at + size));
  return chunks;
}

/** `$range(first, last, step)`: first, first + step, … as far as last, both ends included. */
export function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new FunctionError('$range: the step must not be 0');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > MAX_RANGE) throw new FunctionError(`$range: ${count} elements asked for, ${MAX_RANGE} allowed`);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

/** `$hash(content, algorithm)`: hexadecimal digest; MD5, SHA-1, SHA-256, SHA-384 or SHA-512. */
export function hash(content: string | undefined, algorithm: string): string | undefined {
  if (content === undefined) return undefined;
  const name = Object.hasOwn(HASH_ALGORITHMS, algorithm) ? HASH_ALGORITHMS[algorithm] : undefined;
  if (name === undefined) {
    const allowed = Object.keys(HASH_ALGORITHMS).join(', ');
    throw new FunctionError(`$hash: the algorithm '${algorithm}' is not one of ${allowed}`);
  }
  return createHash(name).update(content).digest('hex');
}

/** `$random(seed)`: a number in [0, 1); with a seed always the same one. */
export function random(seed: number | undefined): number {
  if (seed === undefined) return Math.random();
  const digest = createHash('sha256').update(String(seed)).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

/**
 * `$pad(text, width, padding)`: JSONata's own, with Step Functions' bound on the characters that it adds (recorded on
 * AWS: github.com/radkawar/stackd, expression_limits.json; the length of the result is not bounded).
 */
export function pad(text: string | undefined, width: number, padding = ' '): string | undefined {
  if (text === undefined) return undefined;
  const missing = Math.abs(Math.trunc(width)) - [...text].length;
  if (missing <= 0) return text;
  if (missing > MAX_PADDING) {
    throw new FunctionError('Expression evaluation memory limit exceeded: Check for excessive memory usage');
  }
  const unit = [...(padding === '' ? ' ' : padding)];
  const added = Array.from({ length: missing }, (_, at) => unit[at % unit.length]).join('');
  return width > 0 ? text + added : added + text;
}

/** `$uuid()`: a random UUID. */
export function uuid(): string {
  return randomUUID();
}

/** `$parse(text)`: the value of a JSON text. */
export function parse(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return parseJson(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new FunctionError(`$parse: not a JSON text: ${detail}`);
  }
}

/** `$eval` is JSONata's own, but Step Functions doesn't have it. */
export function refuseEval(): never {
  throw new FunctionError('$eval is not supported by Step Functions; use $parse for JSON texts');
}
