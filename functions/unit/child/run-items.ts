import { toItemFormat } from '../../../core/contracts/source-layout.ts';
import type { JsonSchema } from '../../../core/contracts/task-document.ts';
import { type Frame, frameType } from '../../../core/item-frames/frame.ts';
import { itemSetup } from '../../../core/item-frames/messages.ts';
import { createRowCheck, parquetSchemaFromJsonSchema } from '../../../core/parquet/index.ts';
import type { Task } from '../../../core/task/task.ts';
import { AttemptClock } from './attempt-clock.ts';
import type { ParentPipe } from './parent-pipe.ts';
import { RowFolder } from './row-folder.ts';
import { runItem, type UnitContext } from './run-item.ts';

/** Runs what the unit sends, `itemConcurrency` items side by side, and reports every step at once. */
export function runItems(task: Task, pipe: ParentPipe): void {
  const waiting: Frame[] = [];
  let unit: UnitContext | undefined;
  let folder: RowFolder | undefined;
  let running = 0;

  const runNext = async (context: UnitContext): Promise<void> => {
    for (let frame = waiting.shift(); frame !== undefined; frame = waiting.shift())
      await runFrame(context, frame, pipe);
    pipe.flush();
    running -= 1;
  };

  pipe.listen((frames) => {
    for (const frame of frames) {
      if (frame.type === frameType.setup) {
        folder = undefined;
        const setup = itemSetup.parse(JSON.parse(frame.payload.toString()));
        unit = {
          task,
          setup,
          format: toItemFormat(setup),
          checkRow: setup.parquetOf && createParquetCheck(setup.parquetOf),
          clock: new AttemptClock(setup.timeoutMs, setup.itemConcurrency > 1),
        };
      } else if (frame.type === frameType.fold || frame.type === frameType.unfold) {
        folder ??= new RowFolder(task, pipe);
        folder.take(frame);
      } else waiting.push(frame);
    }
    if (unit === undefined) throw new Error('items came before their setup');
    const lanes = Math.min(unit.setup.itemConcurrency, running + waiting.length);
    while (running < lanes) {
      running += 1;
      void runNext(unit);
    }
  });
  pipe.send({ type: frameType.ready });
}

function createParquetCheck(schema: JsonSchema): (row: unknown) => string | undefined {
  const reading = parquetSchemaFromJsonSchema(schema);
  if (reading.outcome === 'refused')
    throw new Error(`the output schema has no Parquet columns: ${reading.problems.join('; ')}`);
  return createRowCheck(reading.schema);
}

async function runFrame(unit: UnitContext, frame: Frame, pipe: ParentPipe): Promise<void> {
  const item = frame.item;
  const outcome = await runItem(
    unit,
    { number: item, bytes: frame.payload, attemptsBefore: frame.attempts },
    {
      attempt: (attempts) => pipe.send({ type: frameType.start, item, attempts }),
      rest: (attempts) => pipe.send({ type: frameType.rest, item, attempts }),
      rows: (lines, rows) => pipe.send({ type: frameType.rows, item, rows, payload: Buffer.from(lines) }),
    },
  );
  const { attempts, durationUs } = outcome;
  const ended = { item, attempts, durationUs };
  if (outcome.ok) {
    pipe.hold({ type: frameType.done, ...ended, rows: outcome.rows, payload: Buffer.from(outcome.lines) });
  } else {
    pipe.hold({ type: frameType.failed, ...ended, payload: Buffer.from(JSON.stringify(outcome.failure)) });
  }
  // With neighbours the next start may be far away: a result must not wait for it.
  if (unit.setup.itemConcurrency > 1) pipe.flush();
}
