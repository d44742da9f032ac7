import { showValue } from '../../core/errors/problems.ts';
import { isObject, type Json } from '../step-functions/json.ts';

/** Decides on one value of an event; undefined stands for an absent field. */
export type Matcher = (value: Json | undefined) => boolean;

type TextTest = (text: string, wanted: string) => boolean;

const textTests: Readonly<Record<string, TextTest>> = {
  prefix: (text, wanted) => text.startsWith(wanted),
  suffix: (text, wanted) => text.endsWith(wanted),
  'equals-ignore-case': (text, wanted) => text.toLowerCase() === wanted.toLowerCase(),
  wildcard: (text, wanted) => wildcardExpression(wanted).test(text),
};

const comparisons: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '=': (value, limit) => value === limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

/** Matchers of event patterns that the local cloud knows, as a message names them. */
export const knownMatchers =
  'exact values, prefix, suffix, equals-ignore-case, wildcard, anything-but, exists, numeric';

/**
 * Compiles one element of an event pattern's list.
 * @param path of the field, for messages
 * @throws Error for a matcher that the local cloud does not know
 */
export function compileMatcher(element: Json, path: string): Matcher {
  if (!isObject(element)) {
    if (Array.isArray(element)) throw unknown(element, path);
    return (value) => value === element;
  }
  const [name, argument] = Object.entries(element)[0] ?? [];
  if (name === undefined || argument === undefined || Object.keys(element).length > 1)
    throw unknown(element, path);
  if (name === 'exists' && typeof argument === 'boolean')
    return (value) => (value !== undefined) === argument;
  if (name === 'numeric' && Array.isArray(argument)) return compileNumeric(argument, path);
  if (name === 'anything-but') return compileAnythingBut(argument, path);
  return compileText(name, argument, element, path);
}

function compileText(name: string, argument: Json, element: Json, path: string): Matcher {
  const test = Object.hasOwn(textTests, name) ? textTests[name] : undefined;
  if (test === undefined) throw unknown(element, path);
  if (typeof argument === 'string') return (value) => typeof value === 'string' && test(value, argument);
  const folded = isObject(argument) ? argument['equals-ignore-case'] : undefined;
  if ((name === 'prefix' || name === 'suffix') && typeof folded === 'string') {
    const wanted = folded.toLowerCase();
    return (value) => typeof value === 'string' && test(value.toLowerCase(), wanted);
  }
  throw unknown(element, path);
}

function compileAnythingBut(argument: Json, path: string): Matcher {
  if (isObject(argument)) {
    const [name = '', unwanted = null] = Object.entries(argument)[0] ?? [];
    const tests = (Array.isArray(unwanted) ? unwanted : [unwanted]).map((one) =>
      compileText(name, one, { 'anything-but': argument }, path),
    );
    return (value) => typeof value === 'string' && !tests.some((test) => test(value));
  }
  const unwanted = Array.isArray(argument) ? argument : [argument];
  if (unwanted.some((one) => typeof one === 'object' && one !== null))
    throw unknown({ 'anything-but': argument }, path);
  return (value) => value !== undefined && !unwanted.includes(value);
}

function compileNumeric(argument: Json[], path: string): Matcher {
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < argument.length; index += 2) {
    const [operator, limit] = argument.slice(index, index + 2);
    const compare =
      typeof operator === 'string' && Object.hasOwn(comparisons, operator)
        ? comparisons[operator]
        : undefined;
    if (compare === undefined || typeof limit !== 'number') throw unknown({ numeric: argument }, path);
    tests.push((value) => compare(value, limit));
  }
  if (tests.length === 0 || tests.length > 2) throw unknown({ numeric: argument }, path);
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

/** `*` stands for any text, a backslash takes the meaning from the next character. */
function wildcardExpression(wanted: string): RegExp {
  const source = wanted.replaceAll(/\\(.)|\*|[^\\*]+/gs, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return escapeExpression(escaped);
    return part === '*' ? '.*' : escapeExpression(part);
  });
  return new RegExp(`^${source}$`, 's');
}

function escapeExpression(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function unknown(element: Json, path: string): Error {
  return new Error(`the matcher ${showValue(element)} of ${path} is not supported, only ${knownMatchers}`);
}
