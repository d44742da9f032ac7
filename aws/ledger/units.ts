import type { Receipt } from '../../core/contracts/receipt.ts';
import type { UnitPosition, UnitRange } from '../../core/contracts/unit.ts';
import { noProgress, type UnitProgress } from '../../core/contracts/unit-progress.ts';
import { changeUnit, readChangedUnit, type UnitId } from './change-unit.ts';
import type { UnitRow } from './rows.ts';
import { expiresAt, type LedgerTable } from './table.ts';

/** One attempt's hold on a unit. */
export interface UnitHold {
  owner: string;
  epoch: number;
}

/** What a claim says. */
export type UnitClaim = UnitHold & { generation: number; leaseMs: number; range: UnitRange };

/**
 * Takes a unit for one attempt: free, or its lease has run out, or it was claimed in an epoch that is over. An attempt of
 * an epoch that is over takes nothing from a later one, nor from a fence, which would let a former holder commit again.
 * Its own claim it takes again: the answer may have been lost.
 * A unit that an earlier generation committed with failed items is taken again, so that these can be run.
 * @returns the row with this attempt's number; undefined if it is committed or somebody else's
 */
export async function claimUnit(
  table: LedgerTable,
  id: UnitId,
  claim: UnitClaim,
): Promise<UnitRow | undefined> {
  const claimed = await readChangedUnit(table, id, {
    set: claimedBy(table, id, claim),
    // What an attempt that died had reported beyond the last checkpoint is undone.
    also: [
      'progress = if_not_exists(checkpoint, :none)',
      '#base = if_not_exists(#base, :zero)',
      'attempt = if_not_exists(attempt, :zero) + :one',
      'tries = if_not_exists(tries, :zero) + :one',
    ],
    // AND binds before OR. Without parentheses: dynalite's parser reads nested ones again and again, 19 ms for these instead of 0.2.
    when: [
      'attribute_not_exists(pk)',
      '#state = :open AND epoch < :epoch',
      '#state = :open AND epoch = :epoch AND leaseUntil < :updatedAt',
      '#state = :open AND epoch = :epoch AND #owner = :owner',
    ].join(' OR '),
    values: { ':none': noProgress, ':zero': 0, ':one': 1, ':open': 'claimed' },
  });
  if (claimed !== undefined || claim.generation === 1) return claimed;
  return readChangedUnit(table, id, {
    set: { ...claimedBy(table, id, claim), progress: noProgress },
    also: ['attempt = attempt + :one', 'tries = :one', 'earlier = receipt'],
    remove: ['receipt'],
    when: '#state = :done AND generation < :generation AND epoch < :epoch AND progress.failed > :zero',
    values: { ':done': 'committed', ':zero': 0, ':one': 1 },
  });
}

function claimedBy(table: LedgerTable, id: UnitId, claim: UnitClaim) {
  const now = table.now();
  return {
    unit: id.unit,
    state: 'claimed',
    owner: claim.owner,
    leaseUntil: now + claim.leaseMs,
    startedAt: now,
    epoch: claim.epoch,
    generation: claim.generation,
    range: claim.range,
    expiresAt: expiresAt(table),
  };
}

/**
 * Counts a backup copy of a unit that another attempt holds: it takes no lease, only a number of its own.
 * @returns the row; undefined if the unit is no longer being run in this epoch
 */
export async function joinUnit(table: LedgerTable, id: UnitId, epoch: number): Promise<UnitRow | undefined> {
  return readChangedUnit(table, id, {
    also: ['attempt = attempt + :one'],
    when: '#state = :open AND epoch = :held',
    values: { ':one': 1, ':open': 'claimed', ':held': epoch },
  });
}

/** Prolongs a claim and says how far it has come; false if the unit is no longer this owner's. */
export async function heartbeatUnit(
  table: LedgerTable,
  id: UnitId,
  beat: UnitHold & { leaseMs: number; progress: UnitProgress },
): Promise<boolean> {
  return changeUnit(table, id, {
    set: { leaseUntil: table.now() + beat.leaseMs, progress: beat.progress },
    when: '#state = :open AND #owner = :held AND epoch = :in',
    values: { ':open': 'claimed', ':held': beat.owner, ':in': beat.epoch },
  });
}

/**
 * Keeps what an invocation did of a unit, and frees it for the next one. As with a commit the first one wins: false if
 * the unit has been checked in or committed since `base`, or the run was closed.
 */
export async function checkpointUnit(
  table: LedgerTable,
  id: UnitId,
  kept: {
    epoch: number;
    base: number;
    position: UnitPosition;
    segments: readonly Receipt[];
    progress: UnitProgress;
    size: number | undefined;
  },
): Promise<boolean> {
  const { epoch, base, position, segments, progress, size } = kept;
  return changeUnit(table, id, {
    set: {
      base: base + 1,
      position,
      segments,
      progress,
      checkpoint: progress,
      leaseUntil: 0,
      tries: 0,
      ...(size !== undefined && { size }),
    },
    ...(size === undefined && { remove: ['size'] }),
    when: '#state = :open AND epoch = :in AND #base = :from',
    values: { ':open': 'claimed', ':in': epoch, ':from': base },
  });
}

/** Gives a claim back whose attempt ended by a fault that is not the unit's: it isn't counted against it. */
export async function releaseUnit(table: LedgerTable, id: UnitId, hold: UnitHold): Promise<void> {
  await changeUnit(table, id, {
    set: { leaseUntil: 0 },
    also: ['tries = tries - :one'],
    when: '#state = :open AND #owner = :held AND epoch = :in AND tries > :none',
    values: { ':one': 1, ':none': 0, ':open': 'claimed', ':held': hold.owner, ':in': hold.epoch },
  });
}

/**
 * Commits a unit's receipt: the first commit wins, whoever holds the claim; false if it was not this one.
 * @param base the checkpoint from which the attempt began
 */
export async function commitUnit(
  table: LedgerTable,
  id: UnitId,
  receipt: Receipt,
  { base, progress }: { base: number; progress: UnitProgress },
): Promise<boolean> {
  return changeUnit(table, id, {
    set: { state: 'committed', receipt, progress },
    remove: ['segments', 'position', 'size', 'checkpoint', 'earlier'],
    when: '#state = :open AND epoch = :in AND #base = :from',
    values: { ':open': 'claimed', ':in': receipt.epoch, ':from': base },
  });
}

/** Shuts out an attempt that holds a claim of a run that is closing; false if it committed just before. */
export async function fenceUnit(table: LedgerTable, id: UnitId, epoch: number): Promise<boolean> {
  return changeUnit(table, id, {
    set: { epoch, leaseUntil: 0 },
    when: '#state = :open',
    values: { ':open': 'claimed' },
  });
}
