import { showValue } from '../errors/problems.ts';
import { parseDuration } from './duration.ts';
import { isItemTimeout, itemTimeoutForm } from './item-timeout.ts';
import { parseSize } from './size.ts';
import type { TaskSettings } from './task-settings.ts';

type Checked = { ok: true; settings: TaskSettings } | { ok: false; problems: string[] };

const options = [
  'name',
  'input',
  'output',
  'run',
  'timeout',
  'retries',
  'memory',
  'unitItems',
  'maxConcurrency',
  'toleratedFailurePercentage',
  'toleratedFailureCount',
  'itemConcurrency',
  'key',
  'writes',
  'fold',
];

/** Checks what a user gave to `defineTask`; every problem is one sentence with the value and what is allowed. */
export function checkDefinition(definition: unknown): Checked {
  if (typeof definition !== 'object' || definition === null) {
    return { ok: false, problems: [`defineTask takes an object, not ${showValue(definition)}`] };
  }
  const given = new Map<string, unknown>(Object.entries(definition));
  const problems: string[] = [];
  const check = (holds: boolean, option: string, allowed: string): void => {
    if (!holds) problems.push(`\`${option}\` is ${showValue(given.get(option))}; it must be ${allowed}`);
  };
  const whole = (option: string, from: number, to: number): number | undefined => {
    const value = given.get(option);
    if (value === undefined) return undefined;
    const holds = typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
    check(holds, option, `a whole number from ${from} to ${to}`);
    return holds ? value : undefined;
  };

  for (const option of given.keys()) {
    if (!options.includes(option))
      problems.push(`\`${option}\` is not an option; the options are ${options.join(', ')}`);
  }
  const name = given.get('name');
  const nameText = typeof name === 'string' && /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name) ? name : '';
  check(nameText !== '', 'name', 'letters, digits and dashes, starting with a letter, at most 64');
  check(isStandardSchema(given.get('input')), 'input', 'a Standard Schema, such as z.object({ ... })');
  check(isStandardSchema(given.get('output')), 'output', 'a Standard Schema, such as z.object({ ... })');
  check(typeof given.get('run') === 'function', 'run', 'a function (item, context) => rows');
  const fold = given.get('fold');
  check(
    fold === undefined || isFold(fold),
    'fold',
    'an object { zero, combine, finish? }, zero a value of JSON',
  );
  const claims = (['key', 'writes'] as const).filter((option) => given.get(option) !== undefined);
  for (const option of claims)
    check(typeof given.get(option) === 'function', option, 'a function of the item');

  const timeout = given.get('timeout');
  const timeoutMs = timeout === undefined ? 60_000 : parseDuration(timeout);
  check(timeout === undefined || isItemTimeout(timeout), 'timeout', itemTimeoutForm);
  const memory = given.get('memory');
  const memoryMb = memory === undefined ? 512 : (parseSize(memory) ?? 0) / 1024 ** 2;
  const memoryHolds = Number.isInteger(memoryMb) && memoryMb >= 256 && memoryMb <= 10_240;
  check(memoryHolds, 'memory', "a size in whole megabytes such as '512 MB', from '256 MB' to '10240 MB'");
  const retries = whole('retries', 0, 100);
  const unitItems = given.get('unitItems') === 'auto' ? 'auto' : whole('unitItems', 1, 1_000_000);
  const maxConcurrency = whole('maxConcurrency', 1, 10_000);
  const toleratedFailureCount = whole('toleratedFailureCount', 0, Number.MAX_SAFE_INTEGER);
  const itemConcurrency = whole('itemConcurrency', 1, 1_000);
  const percentage = given.get('toleratedFailurePercentage');
  const percentageHolds = percentage === undefined || isPercentage(percentage);
  check(percentageHolds, 'toleratedFailurePercentage', 'a number from 0 to 100');

  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    settings: {
      name: nameText,
      timeoutMs: timeoutMs ?? 60_000,
      retries: retries ?? 0,
      memoryMb,
      ...(unitItems !== undefined && { unitItems }),
      ...(maxConcurrency !== undefined && { maxConcurrency }),
      ...(toleratedFailureCount !== undefined && { toleratedFailureCount }),
      ...(isPercentage(percentage) && { toleratedFailurePercentage: percentage }),
      ...(itemConcurrency !== undefined && { itemConcurrency }),
      ...(claims.length > 0 && { claims }),
      ...(given.get('fold') !== undefined && { folds: true as const }),
    },
  };
}

function isFold(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('zero' in value) || !('combine' in value))
    return false;
  if (Object.keys(value).some((name) => !['zero', 'combine', 'finish'].includes(name))) return false;
  const finish = 'finish' in value ? value.finish : undefined;
  const functions =
    typeof value.combine === 'function' && (finish === undefined || typeof finish === 'function');
  return functions && JSON.stringify(value.zero) !== undefined;
}

function isPercentage(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 100;
}

function isStandardSchema(value: unknown): boolean {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  const standard: unknown = Reflect.get(value, '~standard');
  return (
    typeof standard === 'object' &&
    standard !== null &&
    typeof Reflect.get(standard, 'validate') === 'function'
  );
}
