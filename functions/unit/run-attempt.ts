import { readOutputSchema } from '../../aws/run-outputs/index.ts';
import { pickLayout } from '../../core/contracts/source-layout.ts';
import type { UnitAnswer, UnitEvent, UnitRange } from '../../core/contracts/unit.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import type { ItemSetup } from '../../core/item-frames/messages.ts';
import { widenAttempt } from '../../core/unit/narrow-attempt.ts';
import { commit } from './commit.ts';
import { InvocationClock, OutOfTime } from './invocation-clock.ts';
import { ItemRunner } from './items/item-runner.ts';
import { addProgress, keepSegment } from './keep-segment.ts';
import { Lease } from './lease.ts';
import { openUnit } from './open-unit.ts';
import type { UnitAttempt, UnitSurroundings } from './run-unit.ts';

/**
 * Runs the unit's items from where it stands: all that are left, or fewer if it is being halved. Commits if that was the
 * whole unit; else keeps what was done.
 * @param tried items that are left, attempts that died on them, and how many this one takes
 */
export async function runAttempt(
  attempt: UnitAttempt,
  tried: { left: number; deaths: number; size: number },
): Promise<UnitAnswer> {
  const { around, event, invocation, id, row } = attempt;
  const { pool, ledger } = around;
  const opened = await openUnit(attempt, tried.size);
  const { output, source, part } = opened;
  const runner = new ItemRunner({
    pool,
    setup: await itemSetup(around, event, part),
    take: (end) => output.take(end),
    held: () => output.held,
  });
  const progress = () => {
    const { attempts, runMs, errors, throttles } = runner;
    return addProgress(attempt.progress, { ...output.progress, attempts, runMs, errors, throttles });
  };
  const clock = new InvocationClock(invocation.remainingMs, event.run.timeoutMs);
  const { owner, epoch, base } = { ...row, owner: invocation.requestId };
  const lease = new Lease(
    ledger,
    id,
    { owner, epoch, base, backup: event.backup ?? false, leaseMs: around.leaseMs },
    progress,
  );
  const ended = AbortSignal.any([lease.lost, clock.over]);
  const endProcess = () => void pool.discard();
  ended.addEventListener('abort', endProcess);
  try {
    await runner
      .run(source, ended, {
        windDown: clock.late,
        stop: lease.stopped,
        ...(row.position !== undefined && { carried: { index: part.firstItem, ...row.position } }),
      })
      .then(
        () => pool.keep(),
        (error: unknown) => {
          // What ended before the time was up is kept.
          if (!(error instanceof OutOfTime)) throw error;
        },
      );
    lease.lost.throwIfAborted();
    const position = await opened.nextPosition(runner.firstOpen());
    const whole = position.done === attempt.work;
    const before = row.position;
    if (!whole && output.progress.done === 0 && position.attempts <= (before?.attempts ?? 0)) {
      if (lease.ending === undefined) throw neverEnds(event, position.done);
    }
    const sum = progress();
    const segment = await opened.close(whole);
    lease.lost.throwIfAborted();
    if (whole && before === undefined && segment !== undefined) {
      return await commit(attempt, segment, sum);
    }
    await lease.end();
    const left = attempt.work - position.done;
    const size = tried.size < tried.left ? widenAttempt({ ...tried, left }) : undefined;
    return await keepSegment(attempt, { segment, position, progress: sum, size });
  } catch (error) {
    await Promise.all([lease.end(), pool.discard(), output.abort()]);
    throw error;
  } finally {
    ended.removeEventListener('abort', endProcess);
    clock.stop();
    void lease.end();
    await opened.release();
  }
}

async function itemSetup(
  { store, bucket }: UnitSurroundings,
  { run }: UnitEvent,
  { unit, firstItem }: UnitRange,
): Promise<ItemSetup> {
  const { runId, timeoutMs, retries, itemConcurrency } = run;
  const parquetOf = run.rowsFit === 'parquet' ? await readOutputSchema(store, bucket, runId) : null;
  return {
    mode: 'run',
    runId,
    unit,
    firstItem,
    ...pickLayout(run),
    ...(parquetOf !== null && { parquetOf }),
    timeoutMs,
    retries,
    itemConcurrency,
  };
}

function neverEnds({ run, unit }: UnitEvent, done: number): FanfoldError {
  return new FanfoldError(
    'UnitOutOfTime',
    `Item ${unit.firstItem + done} of run ${run.runId} may take ${run.timeoutMs} ms, and its Lambda ended before it did; set the task's timeout below the Lambda's`,
  );
}
