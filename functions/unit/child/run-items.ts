import { toItemFormat } from '../../../core/contracts/source-layout.ts';
import type { JsonSchema } from '../../../core/contracts/task-document.ts';
import { type Frame, type FrameType, frameType } from '../../../core/item-frames/frame.ts';
import { itemSetup } from '../../../core/item-frames/messages.ts';
import { createRowCheck, parquetSchemaFromJsonSchema } from '../../../core/parquet/index.ts';
import type { Task } from '../../../core/task/task.ts';
import { AttemptClock } from './attempt-clock.ts';
import { Halt } from './halt.ts';
import type { ItemLog } from './item-log.ts';
import { Lane } from './lane.ts';
import type { ParentPipe } from './parent-pipe.ts';
import { RowFolder } from './row-folder.ts';
import { type ItemOutcome, runItem, type UnitContext } from './run-item.ts';

/**
 * Runs what the unit sends, `itemConcurrency` items side by side, and reports every step at once. Told to wind down or
 * to stop, it says when nothing is under way any more, once; the next setup begins anew.
 */
export function runItems(task: Task, pipe: ParentPipe, log: ItemLog): void {
  const waiting: Frame[] = [];
  let unit: UnitContext | undefined;
  let folder: RowFolder | undefined;
  const idleLanes: Lane[] = [];
  let running = 0;
  let tellIdle = false;

  const sayIfIdle = (): void => {
    if (!tellIdle || running > 0) return;
    tellIdle = false;
    pipe.send({ type: frameType.idle });
  };

  const runNext = async (context: UnitContext): Promise<void> => {
    const lane = idleLanes.pop() ?? new Lane();
    for (let frame = waiting.shift(); frame !== undefined; frame = waiting.shift())
      await runFrame(context, frame, { lane, pipe });
    idleLanes.push(lane);
    pipe.flush();
    running -= 1;
    sayIfIdle();
  };

  const obey = ({ halt, clock }: UnitContext, type: number): void => {
    tellIdle = !halt.asked || tellIdle;
    if (type === frameType.windDown) halt.windDown();
    else {
      waiting.length = 0;
      clock.interrupt(halt.stop());
    }
  };

  pipe.listen((frames) => {
    for (const frame of frames) {
      if (frame.type === frameType.setup) {
        folder = undefined;
        unit = openUnit(task, log, frame);
      } else if (frame.type === frameType.fold || frame.type === frameType.unfold) {
        folder ??= new RowFolder(task, pipe);
        folder.take(frame);
      } else if (frame.type === frameType.item) waiting.push(frame);
      else if (unit !== undefined) obey(unit, frame.type);
    }
    if (unit === undefined) throw new Error('items came before their setup');
    const lanes = Math.min(unit.setup.itemConcurrency, running + waiting.length);
    while (running < lanes) {
      running += 1;
      void runNext(unit);
    }
    sayIfIdle();
  });
  pipe.send({ type: frameType.ready });
}

function openUnit(task: Task, log: ItemLog, { payload }: Frame): UnitContext {
  const setup = itemSetup.parse(JSON.parse(payload.toString()));
  log.openUnit(setup);
  return {
    task,
    log,
    setup,
    format: toItemFormat(setup),
    checkRow: setup.parquetOf && createParquetCheck(setup.parquetOf),
    clock: new AttemptClock(setup.timeoutMs, setup.itemConcurrency > 1),
    halt: new Halt(),
  };
}

function createParquetCheck(schema: JsonSchema): (row: unknown) => string | undefined {
  const reading = parquetSchemaFromJsonSchema(schema);
  if (reading.outcome === 'refused')
    throw new Error(`the output schema has no Parquet columns: ${reading.problems.join('; ')}`);
  return createRowCheck(reading.schema);
}

async function runFrame(
  unit: UnitContext,
  frame: Frame,
  { lane, pipe }: { lane: Lane; pipe: ParentPipe },
): Promise<void> {
  const { item, attempts, retriesUsed, payload } = frame;
  const outcome = await runItem(
    unit,
    { number: item, bytes: payload, attempts, retriesUsed },
    {
      lane,
      events: {
        attempt: (attempts) => pipe.send({ type: frameType.start, item, attempts }),
        rest: (ended) =>
          pipe.send({ type: frameType.rest, item, ...ended, throttled: Number(ended.throttled) }),
        rows: (lines, rows) => pipe.send({ type: frameType.rows, item, rows, payload: Buffer.from(lines) }),
      },
    },
  );
  if (outcome !== undefined) pipe.hold(encodeOutcome(item, outcome));
  // With neighbours the next start may be far away: a result must not wait for it.
  if (unit.setup.itemConcurrency > 1) pipe.flush();
}

function encodeOutcome(item: number, outcome: ItemOutcome): Partial<Frame> & { type: FrameType } {
  const { attempts, durationUs } = outcome;
  const ended = { item, attempts, durationUs };
  if (outcome.ok)
    return { type: frameType.done, ...ended, rows: outcome.rows, payload: Buffer.from(outcome.lines) };
  const { failure, throttled } = outcome;
  return {
    type: frameType.failed,
    ...ended,
    throttled: Number(throttled),
    payload: Buffer.from(JSON.stringify(failure)),
  };
}
