import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type ItemFailure, type ItemSetup } from '../../../core/item-frames/messages.ts';
import { type ItemFormat, readItem } from '../../../core/splitting/index.ts';
import { isPermanent } from '../../../core/task/permanent-error.ts';
import type { Task } from '../../../core/task/task.ts';
import { type AttemptClock, ItemTimeout } from './attempt-clock.ts';
import { collectRows, describeIssues, InvalidRow } from './collect-rows.ts';
import { identifyItem } from './identify-item.ts';

/** What a unit's items have in common, in the item process. */
export interface UnitContext {
  task: Task;
  setup: ItemSetup;
  format: ItemFormat;
  clock: AttemptClock;
  /** What keeps a row, as JSON gives it back, from the data set's format. */
  checkRow: ((row: unknown) => string | undefined) | undefined;
}

/** What happens to an item on its way. */
export interface ItemEvents {
  attempt(attempts: number): void;
  rest(attempts: number): void;
  rows(lines: string, rows: number): void;
}

/** How an item ended. */
export type ItemOutcome = { attempts: number; durationUs: number } & (
  | { ok: true; lines: string; rows: number }
  | { ok: false; failure: ItemFailure }
);

/** First wait before another attempt, doubled each time, with full jitter (AWS Architecture Blog, 2015). */
const firstBackoffMs = 20;
const longestBackoffMs = 2_000;

/** Reads, checks and runs one item, with its retries. Never throws. */
export async function runItem(
  unit: UnitContext,
  item: { number: number; bytes: Buffer; attemptsBefore: number },
  events: ItemEvents,
): Promise<ItemOutcome> {
  const { setup } = unit;
  let runMs = 0;
  for (let attempts = item.attemptsBefore + 1; ; attempts++) {
    events.attempt(attempts);
    const began = performance.now();
    const result = await attemptItem(unit, item, attempts, events.rows);
    runMs += performance.now() - began;
    const ended = { attempts, durationUs: runMs * 1000 };
    if (result.ok) return { ...ended, ...result };
    const tries = attempts - item.attemptsBefore;
    if (!result.retryable || tries > setup.retries) return { ...ended, ok: false, failure: result.failure };
    events.rest(attempts);
    await sleep(Math.random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (tries - 1)));
  }
}

type AttemptResult =
  | { ok: true; lines: string; rows: number }
  | { ok: false; failure: ItemFailure; retryable: boolean };

async function attemptItem(
  unit: UnitContext,
  item: { number: number; bytes: Buffer },
  attempt: number,
  send: ItemEvents['rows'],
): Promise<AttemptResult> {
  const { task, setup } = unit;
  const index = setup.firstItem + item.number;
  const read = readItem(
    { index, line: 1, start: 0, end: 0, bytes: item.bytes, oversized: false },
    unit.format,
  );
  if (!read.ok) return refuse('malformed', 'MalformedItem', read.reason);
  try {
    return await unit.clock.run<AttemptResult>(async (signal) => {
      const checked = await task.input['~standard'].validate(read.value);
      if (checked.issues) return refuse('invalid-input', 'InvalidItem', describeIssues(checked.issues));
      if (setup.mode === 'identify') return { ok: true, ...identifyItem(task, checked.value) };
      const context = {
        get signal() {
          return signal();
        },
        attempt,
        index,
        log: (message: string, fields?: Record<string, unknown>) =>
          console.log(
            JSON.stringify({
              level: 'INFO',
              message,
              run: setup.runId,
              unit: setup.unit,
              item: index,
              attempt,
              ...fields,
            }),
          ),
      };
      return {
        ok: true,
        ...(await collectRows(
          await task.run(checked.value, context),
          { schema: task.output, check: unit.checkRow },
          send,
        )),
      };
    });
  } catch (error) {
    if (error instanceof ItemTimeout) return { ok: false, retryable: false, failure: describeTimeout(error) };
    if (error instanceof InvalidRow) return refuse('invalid-output', error.name, error.message);
    return { ok: false, retryable: !isPermanent(error), failure: describeThrown(error) };
  }
}

function refuse(code: ItemFailure['code'], name: string, message: string): AttemptResult {
  return { ok: false, retryable: false, failure: { code, name, message } };
}

function describeTimeout(error: ItemTimeout): ItemFailure {
  return { code: 'timeout', name: error.name, message: error.message };
}

/** V8 throws a RangeError where it can't get memory for a buffer, instead of ending the process. */
function describeThrown(error: unknown): ItemFailure {
  const outOfMemory = error instanceof RangeError && /allocation failed/i.test(error.message);
  return describeError(outOfMemory ? 'out-of-memory' : 'thrown', error);
}
