import { describe, expect, test } from 'vitest';
import {
  type LaneMemory,
  longestRetryWait,
  newLane,
  noteSuccess,
  noteThrottle,
} from '../../../core/task/retry-wait.ts';

const waits = (tries: number[], lane?: LaneMemory) => tries.map((each) => longestRetryWait(each, lane));
const throttleTimes = (times: number, lane = newLane) =>
  Array.from({ length: times }).reduce((after: LaneMemory) => noteThrottle(after), lane);

describe('the longest wait of a retry', () => {
  test('doubles from 20 ms up to two seconds', () => {
    expect(waits([1, 2, 3, 8, 30])).toEqual([20, 40, 80, 2_000, 2_000]);
  });

  test('doubles from half a second up to twenty after a throttle', () => {
    expect(waits([1, 2, 3, 7, 2_000], throttleTimes(1))).toEqual([500, 1_000, 2_000, 20_000, 20_000]);
  });

  test('begins where the lane stands, if that was throttled before', () => {
    expect(waits([1, 2, 3, 5], throttleTimes(3))).toEqual([2_000, 2_000, 2_000, 8_000]);
    expect(waits([1], throttleTimes(100))).toEqual([4_000]);
  });

  test('is short again after as many good attempts', () => {
    const recovered = [1, 2, 3].reduce((lane) => noteSuccess(lane, 10), throttleTimes(3));

    expect(waits([1], noteThrottle(recovered))).toEqual([500]);
  });

  test('begins with what a good attempt took, up to five seconds', () => {
    const slow = (itemMs: number) => noteThrottle(noteSuccess(newLane, itemMs));

    expect([10, 3_000, 60_000].flatMap((itemMs) => waits([1], slow(itemMs)))).toEqual([500, 3_000, 5_000]);
  });
});
