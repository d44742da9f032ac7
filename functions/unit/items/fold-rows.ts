import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { encodeFrame, type Frame, frameType } from '../../../core/item-frames/frame.ts';
import { type ItemSetup, itemFailure } from '../../../core/item-frames/messages.ts';
import { describeDeath } from './death-certificate.ts';
import type { ItemProcess } from './item-process.ts';
import type { ItemProcessPool } from './item-process-pool.ts';

/** Bytes of rows that are sent to be folded at once. */
const batchBytes = 256 * 1024;
const lineFeed = 0x0a;

/**
 * Folds rows into one by the task's `fold`, in an item process: one batch at a time, so that memory is flat.
 * @param rows lines of JSON, in order
 * @param options.finish the last fold of the run: its result is the data set's row
 * @returns the folded row as a line of JSON
 * @throws FanfoldError `FoldFailed` if the task's fold throws, or takes longer than an item may, or too much memory
 */
export async function foldRows(
  pool: ItemProcessPool,
  rows: AsyncIterable<Uint8Array>,
  options: { runId: string; timeoutMs: number; finish: boolean },
): Promise<Buffer> {
  const process = await pool.take();
  process.watch.limit(options.timeoutMs);
  process.send([
    encodeFrame({ type: frameType.setup, payload: Buffer.from(JSON.stringify(foldSetup(options))) }),
  ]);
  try {
    for await (const batch of cutBatches(rows))
      await ask(process, pool, options.timeoutMs, encodeFrame({ type: frameType.fold, payload: batch }));
    const unfold = encodeFrame({ type: frameType.unfold, attempts: options.finish ? 1 : 0 });
    const folded = await ask(process, pool, options.timeoutMs, unfold);
    await pool.keep();
    return folded;
  } catch (error) {
    await pool.discard();
    throw error;
  }
}

/** Sends one request and waits for its answer, within an item's time limit. */
async function ask(
  process: ItemProcess,
  pool: ItemProcessPool,
  timeoutMs: number,
  request: Buffer,
): Promise<Buffer> {
  process.watch.start(0);
  process.send([request]);
  for (;;) {
    const event = await process.next();
    if ('death' in event) {
      const failure = describeDeath(event.death, undefined, { timeoutMs, memoryBytes: pool.memoryBytes });
      throw foldFailed(failure.message);
    }
    const answer = event.frames.find(({ type }) => type !== frameType.ready);
    if (answer === undefined) continue;
    process.watch.finish(0);
    return readAnswer(answer);
  }
}

function readAnswer(frame: Frame): Buffer {
  if (frame.type === frameType.folded) return Buffer.from(frame.payload);
  const failure = itemFailure.parse(JSON.parse(frame.payload.toString()));
  throw foldFailed(`${failure.name}: ${failure.message}`);
}

function foldFailed(reason: string): FanfoldError {
  return new FanfoldError(
    'FoldFailed',
    `The task's fold can't combine the rows: ${reason}. Rows of items are kept; mend the task and start the run again`,
  );
}

/** Cuts at ends of lines; a longer line is a batch of its own. */
async function* cutBatches(rows: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of rows) {
    held.push(chunk);
    heldBytes += chunk.byteLength;
    if (heldBytes < batchBytes || !chunk.includes(lineFeed)) continue;
    const bytes = Buffer.concat(held);
    const end = bytes.lastIndexOf(lineFeed) + 1;
    yield bytes.subarray(0, end);
    held = [bytes.subarray(end)];
    heldBytes = bytes.byteLength - end;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

function foldSetup({ runId, timeoutMs }: { runId: string; timeoutMs: number }): ItemSetup {
  return {
    mode: 'fold',
    runId,
    unit: 0,
    firstItem: 0,
    format: 'jsonl',
    timeoutMs,
    retries: 0,
    itemConcurrency: 1,
  };
}
