import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../../core/task/duration.ts';
import { parseSize } from '../../../core/task/size.ts';

/** A number that text holds exactly, whole or with a fraction. */
const amount = fc
  .tuple(fc.nat({ max: 1_000_000 }), fc.constantFrom(0, 0.5, 0.25))
  .map(([whole, part]) => whole + part);

describe('a duration', () => {
  const units = {
    ms: 1,
    second: 1_000,
    seconds: 1_000,
    minutes: 60_000,
    minute: 60_000,
    hour: 3_600_000,
    hours: 3_600_000,
  };

  test('is its amount in milliseconds', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom(...Object.entries(units)), (given, [unit, milliseconds]) => {
        expect(parseDuration(`${given} ${unit}`)).toBe(given * milliseconds);
      }),
    );
  });

  test.each([
    '',
    '2',
    'seconds',
    '2seconds',
    '2  seconds',
    ' 2 seconds',
    '2 seconds ',
    '-2 seconds',
    '2. seconds',
    '1e3 ms',
    '2 Seconds',
    '2 constructor',
    '2 days',
    '0x2 ms',
    '٢ seconds',
    2_000,
    null,
    undefined,
    ['2 seconds'],
  ])('%j is none', (value) => {
    expect(parseDuration(value)).toBeUndefined();
  });
});

describe('a size', () => {
  const units = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

  test('is its amount in bytes', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom(...Object.entries(units)), (given, [unit, bytes]) => {
        expect(parseSize(`${given} ${unit}`)).toBe(given * bytes);
      }),
    );
  });

  test.each([
    '',
    '256',
    'MB',
    '256MB',
    '256 mb',
    '-256 MB',
    '256 MB ',
    '256 TB',
    '256 toString',
    256,
    null,
    undefined,
  ])('%j is none', (value) => {
    expect(parseSize(value)).toBeUndefined();
  });
});
