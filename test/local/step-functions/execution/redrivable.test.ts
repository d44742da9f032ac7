import { describe, expect, it } from 'vitest';
import { checkOpenExecutions } from '../../../../local/step-functions/api/errors.ts';
import { whyNotRedrivable } from '../../../../local/step-functions/execution/redrivable.ts';
import { whyNotRedrivableByMapRun } from '../../../../local/step-functions/map-run/child-redrive.ts';

const DAY = 24 * 3_600_000;
const now = Date.UTC(2026, 5, 1);
const candidate = { status: 'FAILED' as const, startDate: now - DAY, stopDate: now - 1_000, events: 10 };

describe('whyNotRedrivable()', () => {
  it.each(['FAILED', 'ABORTED', 'TIMED_OUT'] as const)('lets a redrive of %s happen', (status) => {
    expect(whyNotRedrivable({ ...candidate, status }, now)).toBeUndefined();
  });

  it.each([
    [{ status: 'RUNNING' as const }, 'Execution is RUNNING and cannot be redriven'],
    [{ status: 'SUCCEEDED' as const }, 'Execution is SUCCEEDED and cannot be redriven'],
    [{ events: 24_999 }, 'Execution history event limit exceeded'],
    [{ startDate: now - 365 * DAY }, 'Execution has exceeded the max execution time'],
    [{ startDate: now - 20 * DAY, stopDate: now - 14 * DAY - 1 }, 'Execution redrivable period exceeded'],
  ])('refuses %j in the words of AWS', (change, reason) => {
    expect(whyNotRedrivable({ ...candidate, ...change }, now)).toBe(reason);
  });

  it('counts to the last event and the last day', () => {
    expect(whyNotRedrivable({ ...candidate, events: 24_998 }, now)).toBeUndefined();
    const old = { startDate: now - 20 * DAY, stopDate: now - 14 * DAY };
    expect(whyNotRedrivable({ ...candidate, ...old }, now)).toBeUndefined();
  });
});

describe('whyNotRedrivableByMapRun()', () => {
  it('holds STANDARD children to the rules of executions, EXPRESS ones only to success', () => {
    const old = { ...candidate, startDate: now - 20 * DAY, stopDate: now - 15 * DAY };
    expect(whyNotRedrivableByMapRun(old, 'STANDARD', now)).toBe('Execution redrivable period exceeded');
    expect(whyNotRedrivableByMapRun(old, 'EXPRESS', now)).toBeUndefined();
    for (const type of ['STANDARD', 'EXPRESS'] as const) {
      expect(whyNotRedrivableByMapRun({ ...candidate, status: 'SUCCEEDED' }, type, now)).toBe(
        'Execution is SUCCEEDED and cannot be redriven',
      );
    }
  });
});

describe('checkOpenExecutions()', () => {
  it('refuses the execution after the millionth', () => {
    expect(() => checkOpenExecutions(999_999)).not.toThrow();
    expect(() => checkOpenExecutions(1_000_000)).toThrow(
      expect.objectContaining({ type: 'ExecutionLimitExceeded' }),
    );
  });
});
