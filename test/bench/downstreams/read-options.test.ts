import { expect, test } from 'vitest';
import { readOptions } from '../../../bench/downstreams/read-options.ts';

test('measures, unless it is to rehearse', () => {
  expect(readOptions([])).toEqual({ kind: 'measure', quick: false });
  expect(readOptions(['--quick'])).toEqual({ kind: 'measure', quick: true });
  expect(readOptions(['--rehearse'])).toEqual({ kind: 'rehearse', seeds: 40, seed: undefined });
  expect(readOptions(['--rehearse', '--seeds', '5'])).toMatchObject({ seeds: 5, seed: undefined });
  expect(readOptions(['--rehearse', '--seed', '0'])).toMatchObject({ seed: 0 });
});

test.each([
  [['--rehearse', '--seeds', '0'], '--seeds is 0; a whole number from 1 to 10000 is allowed'],
  [['--rehearse', '--seed', 'x'], '--seed is x; a whole number from 0 to 4294967295 is allowed'],
  [['--rehearse', '--seed', ''], '--seed is ; a whole number'],
  [['--rehearse', '--quick'], '--quick is of measured runs'],
  [['--seeds', '3'], '--seeds is of rehearsed runs; add --rehearse'],
  [['--seed', '3'], '--seed is of a rehearsed run; add --rehearse'],
  [['--rehearse', '--seeds', '3', '--seed', '3'], 'give one of them'],
  [['--rehearse', '--seeds', '0', '--quick'], '\n--quick is of measured runs'],
])('refuses %j', (flags, message) => {
  expect(() => readOptions(flags)).toThrow(message);
});

test('refuses a flag that is none', () => {
  expect(() => readOptions(['--fast'])).toThrow(TypeError);
});
