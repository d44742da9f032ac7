import { describeError, type ItemFailure, type ItemSetup } from '../../../core/item-frames/messages.ts';
import { type ItemFormat, readItem } from '../../../core/splitting/index.ts';
import { isPermanent } from '../../../core/task/permanent-error.ts';
import type { Task } from '../../../core/task/task.ts';
import { isThrottle } from '../../../core/task/throttle.ts';
import { type AttemptClock, ItemTimeout } from './attempt-clock.ts';
import { pickBackoff } from './backoff.ts';
import { collectRows, describeIssues, InvalidRow } from './collect-rows.ts';
import type { Halt } from './halt.ts';
import { identifyItem } from './identify-item.ts';
import type { ItemLog } from './item-log.ts';
import type { Lane } from './lane.ts';

/** What a unit's items have in common, in the item process. */
export interface UnitContext {
  task: Task;
  setup: ItemSetup;
  format: ItemFormat;
  clock: AttemptClock;
  halt: Halt;
  log: ItemLog;
  /** What keeps a row, as JSON gives it back, from the data set's format. */
  checkRow: ((row: unknown) => string | undefined) | undefined;
}

/** An item as it was sent. */
export interface SentItem {
  /** Number within the unit. */
  number: number;
  bytes: Buffer;
  /** Attempts made before, here or elsewhere. */
  attempts: number;
  /** Those of them that count against the task's `retries`. */
  retriesUsed: number;
}

/** An attempt that another one may follow. */
export interface EndedAttempt {
  attempts: number;
  retriesUsed: number;
  durationUs: number;
  throttled: boolean;
}

/** What happens to an item on its way. */
export interface ItemEvents {
  attempt(attempts: number): void;
  rest(ended: EndedAttempt): void;
  rows(lines: string, rows: number): void;
}

/** How an item ended; the duration is that of its last attempt. */
export type ItemOutcome = { attempts: number; durationUs: number } & (
  | { ok: true; lines: string; rows: number }
  | { ok: false; failure: ItemFailure; throttled: boolean }
);

/**
 * Reads, checks and runs one item, with its retries. Never throws.
 * @returns undefined if the item didn't end because the unit did: it is left open
 */
export async function runItem(
  unit: UnitContext,
  item: SentItem,
  { lane, events }: { lane: Lane; events: ItemEvents },
): Promise<ItemOutcome | undefined> {
  const { setup, halt } = unit;
  let { retriesUsed } = item;
  for (let attempts = item.attempts + 1; ; attempts++) {
    events.attempt(attempts);
    const began = performance.now();
    const result = await attemptItem(unit, item, attempts, events.rows);
    const durationUs = (performance.now() - began) * 1000;
    if (result.ok) {
      lane.succeed(durationUs / 1000);
      return { attempts, durationUs, ...result };
    }
    if (halt.stopped) return undefined;
    const { failure, throttled, error } = result;
    const throttledLane = lane.fail(throttled);
    if (!result.retryable || retriesUsed >= setup.retries)
      return { attempts, durationUs, ok: false, failure, throttled };
    retriesUsed += 1;
    events.rest({ attempts, retriesUsed, durationUs, throttled });
    if (!(await halt.rest(pickBackoff({ tries: retriesUsed, throttledLane, error })))) return undefined;
  }
}

type AttemptResult =
  | { ok: true; lines: string; rows: number }
  | { ok: false; failure: ItemFailure; retryable: boolean; throttled: boolean; error: unknown };

async function attemptItem(
  unit: UnitContext,
  item: { number: number; bytes: Buffer },
  attempt: number,
  send: ItemEvents['rows'],
): Promise<AttemptResult> {
  const { task, setup } = unit;
  const index = setup.firstItem + item.number;
  const about = { item: index, attempt };
  const read = readItem(
    { index, line: 1, start: 0, end: 0, bytes: item.bytes, oversized: false },
    unit.format,
  );
  if (!read.ok) return refuse('malformed', 'MalformedItem', read.reason);
  try {
    return await unit.log.during(about, () =>
      unit.clock.run<AttemptResult>(async (signal) => {
        const checked = await task.input['~standard'].validate(read.value);
        if (checked.issues) return refuse('invalid-input', 'InvalidItem', describeIssues(checked.issues));
        if (setup.mode === 'identify') return { ok: true, ...identifyItem(task, checked.value) };
        const context = {
          get signal() {
            return signal();
          },
          attempt,
          index,
          log: (message: string, fields?: Record<string, unknown>) => unit.log.write(message, about, fields),
        };
        return {
          ok: true,
          ...(await collectRows(
            await task.run(checked.value, context),
            { schema: task.output, check: unit.checkRow },
            send,
          )),
        };
      }),
    );
  } catch (error) {
    if (error instanceof ItemTimeout) return refuse('timeout', error.name, error.message);
    if (error instanceof InvalidRow) return refuse('invalid-output', error.name, error.message);
    return {
      ok: false,
      retryable: !isPermanent(error),
      failure: describeThrown(error),
      throttled: isThrottle(error),
      error,
    };
  }
}

function refuse(code: ItemFailure['code'], name: string, message: string): AttemptResult {
  const failure = { code, name, message };
  return { ok: false, retryable: false, failure, throttled: false, error: undefined };
}

/** V8 throws a RangeError where it can't get memory for a buffer, instead of ending the process. */
function describeThrown(error: unknown): ItemFailure {
  const outOfMemory = error instanceof RangeError && /allocation failed/i.test(error.message);
  return describeError(outOfMemory ? 'out-of-memory' : 'thrown', error);
}
