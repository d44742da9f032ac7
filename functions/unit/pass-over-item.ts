import type { UnitAnswer } from '../../core/contracts/unit.ts';
import type { ItemFailure } from '../../core/item-frames/messages.ts';
import { addProgress, keepSegment } from './keep-segment.ts';
import { openUnit } from './open-unit.ts';
import type { UnitAttempt } from './run-unit.ts';

/** Records the unit's next item as failed, which has taken its Lambda down alone, and leaves the rest to the next invocation. */
export async function passOverItem(attempt: UnitAttempt, deaths: number): Promise<UnitAnswer> {
  const { row } = attempt;
  const opened = await openUnit(attempt, 1);
  try {
    for await (const [item] of opened.source) {
      if (item === undefined) continue;
      const carried = row.position?.attempts ?? 0;
      const ended = { item, attempts: carried + deaths, durationUs: 0, errors: deaths, throttles: 0 };
      await opened.output.take({ ...ended, ok: false, failure: describe(deaths) });
    }
    const position = await opened.nextPosition(undefined);
    const { progress } = opened.output;
    const segment = await opened.close(position.done === attempt.work);
    return await keepSegment(attempt, {
      segment,
      position,
      progress: addProgress(attempt.progress, {
        ...progress,
        attempts: deaths,
        runMs: 0,
        errors: deaths,
        throttles: 0,
      }),
      size: undefined,
    });
  } finally {
    await opened.release();
  }
}

function describe(deaths: number): ItemFailure {
  return {
    code: 'crashed',
    name: 'LambdaEnded',
    message: `took its whole Lambda down, or beyond its time, ${deaths} times in a row, at last alone`,
  };
}
