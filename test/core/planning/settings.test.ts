import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { executionInput } from '../../../core/contracts/execution-input.ts';
import { settleSettings } from '../../../core/planning/settle-settings.ts';
import type { TaskSettings } from '../../../core/task/task-settings.ts';

const bare: TaskSettings = { name: 'task', timeoutMs: 60_000, retries: 0, memoryMb: 512 };
const full: TaskSettings = {
  ...bare,
  timeoutMs: 5_000,
  retries: 1,
  unitItems: 11,
  maxConcurrency: 12,
  toleratedFailurePercentage: 13,
  toleratedFailureCount: 14,
  itemConcurrency: 15,
};
const given = (tuning: Record<string, unknown> = {}) =>
  executionInput.parse({ source: { items: [] }, ...tuning });
const free = { headroom: 990, cap: undefined };

describe('settings of a run', () => {
  test('are the defaults if nobody sets any', () => {
    expect(settleSettings(bare, given(), free)).toEqual({
      timeoutMs: 60_000,
      retries: 0,
      itemConcurrency: 1,
      unitItems: 'auto',
      maxConcurrency: 990,
      adaptiveConcurrency: true,
      toleratedFailurePercentage: undefined,
      toleratedFailureCount: undefined,
    });
  });

  test("are the task's if the input sets none", () => {
    const { name: _, memoryMb: __, ...expected } = full;

    expect(settleSettings(full, given(), free)).toEqual({
      ...expected,
      adaptiveConcurrency: true,
    });
  });

  test("are the input's before the task's, one by one", () => {
    const input = {
      timeout: '3 seconds',
      retries: 0,
      itemConcurrency: 4,
      unitItems: 'auto',
      maxConcurrency: 6,
      adaptiveConcurrency: true,
      toleratedFailurePercentage: 0,
      toleratedFailureCount: 0,
    };

    expect(settleSettings(full, given(input), free)).toEqual({
      timeoutMs: 3_000,
      retries: 0,
      itemConcurrency: 4,
      unitItems: 'auto',
      maxConcurrency: 6,
      adaptiveConcurrency: true,
      toleratedFailurePercentage: 0,
      toleratedFailureCount: 0,
    });
    for (const [name, value] of Object.entries(input)) {
      const settled = settleSettings(full, given({ [name]: value }), free);
      const { name: _, memoryMb: __, ...others } = full;
      const own = name === 'timeout' ? { timeoutMs: 3_000 } : { [name]: value };
      expect(settled).toEqual({ ...others, adaptiveConcurrency: true, ...own });
    }
  });

  test("keep to the construct's maximum, whoever wants more, and are not raised to it", () => {
    const level = fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined });
    fc.assert(
      fc.property(level, level, level, fc.integer({ min: 1, max: 10_000 }), (input, task, cap, headroom) => {
        const { maxConcurrency } = settleSettings(
          { ...bare, ...(task !== undefined && { maxConcurrency: task }) },
          given(input === undefined ? {} : { maxConcurrency: input }),
          { headroom, cap },
        );
        const wanted = input ?? task ?? headroom;
        expect(maxConcurrency).toBe(cap !== undefined && cap < wanted ? cap : wanted);
      }),
    );
  });
});
