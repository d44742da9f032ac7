import { noProgress, type UnitProgress } from '../../aws/ledger/index.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import type { UnitAnswer, UnitPosition } from '../../core/contracts/unit.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { answerForUnit } from './answer-for-unit.ts';
import type { UnitAttempt } from './run-unit.ts';

/**
 * Pieces of work that a unit's row holds at most: each is a receipt of some 2 kB, and a row of DynamoDB takes 400 kB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
const mostSegments = 120;

/**
 * Keeps what an invocation did of its unit, so that the next one goes on there.
 * @param done what it did; undefined if no item ended
 * @throws FanfoldError `UnitOutOfTime` when the unit's row can't hold more pieces
 */
export async function keepSegment(
  { around, event, id, row }: UnitAttempt,
  kept: {
    segment: Receipt | undefined;
    position: UnitPosition;
    progress: UnitProgress;
    size: number | undefined;
  },
): Promise<UnitAnswer> {
  const { segment, position, progress, size } = kept;
  const segments = [...(row.segments ?? []), ...(segment === undefined ? [] : [segment])];
  if (segments.length > mostSegments) throw tooManyPieces(event.unit.unit, position.done);
  const { epoch } = event.run;
  await around.ledger.checkpointUnit(id, { epoch, base: row.base, position, segments, progress, size });
  // Whoever checked in or committed first, what there is now is what counts.
  return answerForUnit(around.ledger, id, event);
}

/** A unit's progress with an invocation's added. */
export function addProgress(before: UnitProgress | undefined, now: UnitProgress): UnitProgress {
  const { done, failed, rows, attempts, runMs, errors, throttles } = before ?? noProgress;
  return {
    done: done + now.done,
    failed: failed + now.failed,
    rows: rows + now.rows,
    attempts: attempts + now.attempts,
    runMs: runMs + now.runMs,
    errors: errors + now.errors,
    throttles: throttles + now.throttles,
  };
}

function tooManyPieces(unit: number, done: number): FanfoldError {
  return new FanfoldError(
    'UnitOutOfTime',
    `Unit ${unit} took more than ${mostSegments} Lambdas and has done ${done} items; set unitItems to a smaller number`,
  );
}
