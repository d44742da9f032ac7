import type { ObjectWriter } from '../../aws/object-store/index.ts';
import { failureRecord } from '../../core/contracts/failure.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import type { UnitAnswer } from '../../core/contracts/unit.ts';
import { readLines } from '../../core/splitting/read-lines.ts';
import { addTimings, sumReceipts } from '../../core/unit/sum-receipts.ts';
import { commit } from './commit.ts';
import { foldOf } from './fold-of.ts';
import { Lease } from './lease.ts';
import type { UnitAttempt } from './run-unit.ts';
import { timeInvocation } from './time-unit.ts';

/** Puts together what several invocations did of a unit, streaming, and commits it as one output. */
export async function joinUnit(attempt: UnitAttempt): Promise<UnitAnswer> {
  const { around, event, invocation, id, row } = attempt;
  const { ledger, store, bucket } = around;
  const { progress } = attempt;
  const segments = row.segments ?? [];
  const holder = {
    owner: invocation.requestId,
    epoch: row.epoch,
    base: row.base,
    backup: event.backup ?? false,
    leaseMs: around.leaseMs,
  };
  const lease = new Lease(ledger, id, holder, () => progress);
  const keys = runKeys(event.run.runId);
  const open = (key: string) => store.openWriter(bucket, key, 'application/jsonl');
  const rowsKey = keys.output(event.unit.unit, row.attempt);
  const failuresKey = keys.unitFailures(event.unit.unit, row.attempt);
  const rows = open(rowsKey);
  const failures = open(failuresKey);
  const joiningSince = performance.now();
  try {
    const sum = sumReceipts(segments);
    const fold = foldOf(around, event);
    if (fold !== undefined && sum.output !== null) await rows.write(await fold(readRows(attempt, segments)));
    for (const segment of segments) {
      lease.lost.throwIfAborted();
      await copyFailures(attempt, segment, rows, failures);
      if (fold === undefined) for await (const chunk of readRows(attempt, [segment])) await rows.write(chunk);
    }
    const output = await closeObject(rows, rowsKey);
    const failed = await closeObject(failures, failuresKey);
    const { backup: _, ...shared } = sum;
    const joined: Receipt = {
      ...shared,
      attempt: row.attempt,
      epoch: event.run.epoch,
      generation: event.run.generation,
      output: output && { ...output, rows: fold === undefined ? (sum.output?.rows ?? 0) : 1 },
      failures: failed && sum.failures && { ...sum.failures, key: failed.key },
      timing: addTimings(sum.timing, {
        ...timeInvocation(invocation, event, attempt.ledgerTime),
        runMs: 0,
        downloadMs: 0,
        uploadMs: performance.now() - joiningSince,
      }),
      environment: around.environment,
      ...(event.backup && { backup: event.backup }),
    };
    return await commit(attempt, joined, progress);
  } catch (error) {
    await Promise.allSettled([lease.end(), rows.abort(), failures.abort()]);
    throw error;
  } finally {
    void lease.end();
  }
}

async function* readRows(
  { around: { store, bucket } }: UnitAttempt,
  segments: readonly Receipt[],
): AsyncGenerator<Buffer> {
  for (const { output } of segments) if (output !== null) yield* await store.stream(bucket, output.key);
}

/** Failure records say where in the output their rows would stand: those of a later segment stand further on. */
async function copyFailures(
  { around }: UnitAttempt,
  { failures }: Receipt,
  rows: ObjectWriter,
  writer: ObjectWriter,
): Promise<void> {
  if (failures === null) return;
  const before = rows.bytes;
  for await (const line of readLines(await around.store.stream(around.bucket, failures.key))) {
    const record = failureRecord.parse(JSON.parse(line));
    await writer.write(
      Buffer.from(`${JSON.stringify({ ...record, output: { offset: before + record.output.offset } })}\n`),
    );
  }
}

async function closeObject(writer: ObjectWriter, key: string) {
  if (writer.bytes === 0) {
    await writer.abort();
    return null;
  }
  const { bytes, sha256, crc64nvme } = await writer.close();
  return { key, bytes, sha256, crc64nvme };
}
