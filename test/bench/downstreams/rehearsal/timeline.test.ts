import { expect, test } from 'vitest';
import { spreadOf } from '../../../../bench/downstreams/rehearsal/spread.ts';
import { type Steps, Timeline } from '../../../../bench/downstreams/rehearsal/timeline.ts';

test('things go on in the order of their times', () => {
  const timeline = new Timeline();
  const seen: string[] = [];
  function* repeat(name: string, everyMs: number, times: number): Steps {
    for (let turn = 0; turn < times; turn++) {
      yield everyMs;
      seen.push(`${name} ${timeline.nowMs}`);
    }
  }
  timeline.begin(repeat('a', 20, 3));
  timeline.begin(repeat('b', 30, 1));
  timeline.runUntil(() => seen.length === 4);

  expect(seen).toEqual(['a 20', 'b 30', 'a 40', 'a 60']);
  expect(() => timeline.runUntil(() => false)).toThrow('Nothing goes on after 60 ms');
});

test('a spread is of figures that were there', () => {
  const values = Array.from({ length: 20 }, (_, at) => 20 - at);

  expect(spreadOf(values)).toEqual({ median: 10, ninetieth: 18, worst: 20 });
  expect(spreadOf([7])).toEqual({ median: 7, ninetieth: 7, worst: 7 });
  expect(() => spreadOf([])).toThrow(RangeError);
});
