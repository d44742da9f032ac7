import { executionInput, runId } from '../../core/contracts/execution-input.ts';
import { parseDuration } from '../../core/task/duration.ts';
import { formatCount } from '../format/numbers.ts';
import type { Reading } from './option.ts';

const disjunction = new Intl.ListFormat('en', { type: 'disjunction' });

type Reader<Value> = (text: string) => Reading<Value>;

const refuse = (allowed: string): { ok: false; allowed: string } => ({ ok: false, allowed });

/** Any text but an empty one. */
export const readText: Reader<string> = (text) =>
  text === '' ? refuse('some text') : { ok: true, value: text };

/** A whole number in a range, both ends included. */
export function readWhole(from: number, to: number): Reader<number> {
  const allowed =
    to === Number.MAX_SAFE_INTEGER
      ? `a whole number, ${formatCount(from)} or more`
      : `a whole number from ${formatCount(from)} to ${formatCount(to)}`;
  return (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    return value >= from && value <= to ? { ok: true, value } : refuse(allowed);
  };
}

/** A whole number in a range, or the word `auto`. */
export function readWholeOrAuto(from: number, to: number): Reader<number | 'auto'> {
  const whole = readWhole(from, to);
  return (text) => {
    if (text === 'auto') return { ok: true, value: 'auto' };
    const reading = whole(text);
    return reading.ok ? reading : refuse(`\`auto\` or ${reading.allowed}`);
  };
}

/** A number from 0 to 100. */
export const readPercentage: Reader<number> = (text) => {
  const value = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return value >= 0 && value <= 100 ? { ok: true, value } : refuse('a number from 0 to 100');
};

/** A duration such as `2 seconds`. */
export const readDuration: Reader<string> = (text) => {
  const ms = parseDuration(text);
  return ms !== undefined && ms > 0
    ? { ok: true, value: text }
    : refuse("a duration such as '250 ms', '2 seconds' or '1 minute'");
};

/** A bound of one object of a data set, such as `1 GB`. */
export const readObjectSize: Reader<string> = (text) =>
  executionInput.shape.maxObjectSize.safeParse(text).success
    ? { ok: true, value: text }
    : refuse("a size of 64 MB or more, such as '512 MB' or '1 GB'");

/** One of a few words. */
export function readChoice<Choice extends string>(choices: readonly Choice[]): Reader<Choice> {
  return (text) => {
    const value = choices.find((choice) => choice === text);
    return value === undefined
      ? refuse(`${disjunction.format(choices)} in this version`)
      : { ok: true, value };
  };
}

/** A run id: it becomes part of S3 keys and of execution names. */
export const readRunId: Reader<string> = (text) => {
  const reading = runId.safeParse(text);
  return reading.success
    ? { ok: true, value: reading.data }
    : refuse('1 to 60 letters, digits, dashes and underscores, starting with a letter or digit');
};
