import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { RunRow } from '../../aws/ledger/index.ts';
import type { GovernEvent } from '../../core/contracts/govern.ts';
import type { UnitEvent } from '../../core/contracts/unit.ts';
import { findStragglers } from '../../core/govern/index.ts';
import type { GovernSurroundings } from './govern-surroundings.ts';
import type { Governor } from './governor.ts';

/** Leases that a unit may be silent beyond the end of its own: its child claims it again by itself if the attempt died. */
const patience = 1.5;

/** Has units run elsewhere: stragglers by a copy beside them, lost ones in place of the attempt that went silent. */
export async function copyUnits(
  around: GovernSurroundings,
  event: GovernEvent,
  governor: Governor,
  { units = 0, items = 0 }: Pick<RunRow, 'units' | 'items'>,
): Promise<void> {
  const { tally } = governor;
  const now = around.now();
  const { medianMs } = tally;
  const running = tally.straggling(now, Math.max(1, Math.ceil(items / Math.max(1, units))));
  const stragglers = findStragglers({
    nowMs: now,
    units: { total: units, committed: tally.committed },
    medianMs,
    backupsStarted: governor.backups,
    running,
  });
  for (const unit of stragglers) {
    const startedAt = running.find((each) => each.unit === unit)?.startedAtMs ?? now;
    if (!(await invokeUnit(around, event, unit, { backup: true }))) continue;
    tally.noteCopy(unit, now);
    governor.backups += 1;
    governor.acts.push({ kind: 'backup', at: now, unit, ranMs: now - startedAt, medianMs });
  }
  for (const { unit, silentMs } of tally.silent(now, patience * around.leaseMs)) {
    tally.noteCopy(unit, now);
    if (await takeLateCommit(around, event, governor, unit)) continue;
    if (!(await invokeUnit(around, event, unit, {}))) continue;
    governor.rescues += 1;
    governor.acts.push({ kind: 'rescue', at: now, unit, silentMs });
  }
}

/**
 * A write says when it was sent: one that took long to come through stands so far back that the news pass it by.
 * @returns whether the unit is committed
 */
async function takeLateCommit(
  { ledger, now }: GovernSurroundings,
  { run }: GovernEvent,
  { tally }: Governor,
  unit: number,
): Promise<boolean> {
  const row = await ledger.getUnit({ runId: run.runId, shards: run.shards, unit });
  if (row?.state !== 'committed') return false;
  tally.take([{ ...row, updatedAt: row.receipt?.timing.endedAt ?? now() }]);
  return true;
}

/** Starts an attempt that nobody waits for. The unit's row says where its items are. */
async function invokeUnit(
  { ledger, lambda, unitFunction }: GovernSurroundings,
  { run }: GovernEvent,
  unit: number,
  options: Pick<UnitEvent, 'backup'>,
): Promise<boolean> {
  const row = await ledger.getUnit({ runId: run.runId, shards: run.shards, unit });
  if (row?.state !== 'claimed') return false;
  const payload: UnitEvent = { run, unit: row.range, ...options };
  await lambda.send(
    new InvokeCommand({
      FunctionName: unitFunction,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
  return true;
}
