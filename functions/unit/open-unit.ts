import type { Receipt } from '../../core/contracts/receipt.ts';
import { toItemFormat } from '../../core/contracts/source-layout.ts';
import type { UnitPosition, UnitRange } from '../../core/contracts/unit.ts';
import { readUnit } from '../../core/splitting/index.ts';
import { foldOf } from './fold-of.ts';
import { ItemSource } from './item-source.ts';
import type { OpenItem } from './items/item-runner.ts';
import { openRetry } from './retry/open-retry.ts';
import type { UnitAttempt } from './run-unit.ts';
import { timeInvocation } from './time-unit.ts';
import { UnitOutput } from './unit-output.ts';

/** A unit opened where its next item is. */
export type OpenedUnit = Awaited<ReturnType<typeof openUnit>>;

/** An item that was never tried. */
const fresh = { attempts: 0, retriesUsed: 0 };

/** Opens a unit for one invocation, where the last one left it: its items to come, and where their rows go. */
export async function openUnit(attempt: UnitAttempt, size: number) {
  const { around, event, invocation, row } = attempt;
  around.pool.memoryPeak.reset();
  const forksBefore = around.pool.forks;
  const opened = performance.now();
  const retry = attempt.earlier && (await openRetry(attempt, attempt.earlier));
  const part = retry?.part ?? restOf(event.unit, row.position);
  const batches = retry === undefined ? await readRest(attempt, part) : await retry.read();
  const downloadMs = performance.now() - opened;
  const source = new ItemSource(batches, size);
  const output = new UnitOutput({
    ...around,
    event: { ...event, unit: part },
    attempt: row.attempt,
    fold: foldOf(around, event),
    splice: retry?.splice,
  });
  const before = row.position?.done ?? 0;
  return {
    /** What is left of the unit. */
    part,
    source,
    output,
    /** Where the next invocation begins: at the first item that has not ended. */
    async nextPosition(open: OpenItem | undefined): Promise<UnitPosition> {
      const ahead = await source.peek();
      const next = open?.item ?? ahead;
      const done = before + output.progress.done;
      // Nothing was begun: what the item had used of its attempts before stands.
      const { attempts, retriesUsed } = open ?? (done === before ? row.position : undefined) ?? fresh;
      const { start, line } = next ?? { start: part.end, line: part.line };
      return { done, start, line, attempts, retriesUsed };
    },
    /**
     * Makes the output appear: the receipt of what was done here; undefined if nothing was.
     * @param whole nothing is left of the unit
     */
    async close(whole: boolean): Promise<Receipt | undefined> {
      const { runMs, uploadMs, failures, ...totals } = await output.close(whole);
      if (totals.items.total === 0 && totals.output === null) return undefined;
      await around.pool.noteMemory();
      return {
        unit: event.unit.unit,
        attempt: row.attempt,
        epoch: event.run.epoch,
        generation: event.run.generation,
        firstItem: part.firstItem,
        ...totals,
        failures: failures && { ...failures, ...(around.logGroup && { logGroup: around.logGroup }) },
        timing: { ...timeInvocation(invocation, event, attempt.ledgerTime), runMs, downloadMs, uploadMs },
        environment: around.environment,
        forks: around.pool.forks - forksBefore,
        peakMb: around.pool.memoryPeak.mebibytes,
        ...(event.backup && { backup: event.backup }),
        ...(event.child?.type === 'EXPRESS' && { express: true }),
      };
    },
    /** Lets its streams go. */
    async release(): Promise<void> {
      await Promise.all([source.close(), retry?.close()]);
    },
  };
}

/** A unit without the items that earlier invocations did. */
function restOf(unit: UnitRange, position: UnitPosition | undefined): UnitRange {
  if (position === undefined) return unit;
  const { done, start, line } = position;
  return { ...unit, firstItem: unit.firstItem + done, items: unit.items - done, start, line };
}

async function readRest({ around, event }: UnitAttempt, part: UnitRange) {
  return readUnit(await around.store.read(part.object, part), toItemFormat(event.run), part);
}
