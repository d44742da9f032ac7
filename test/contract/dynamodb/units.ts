import { expect } from 'vitest';
import { noProgress } from '../../../aws/ledger/index.ts';
import { type DynamoDbPlace, leaseMs, receiptOf } from './place.ts';

const progress = { done: 3, failed: 1, rows: 2, attempts: 5, runMs: 12.5, errors: 3, throttles: 1 };

/** What the ledger relies on for conditional updates of a unit. */
export const unitBehaviours = {
  'of several that claim a unit at once, one does': async ({ newUnit, claim }: DynamoDbPlace) => {
    const id = newUnit();
    const claims = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((owner) => claim(id, owner)));

    expect(claims.filter((row) => row !== undefined)).toHaveLength(1);
  },

  'a claim gives back the row as it is then, with its sums': async (place: DynamoDbPlace) => {
    const { newUnit, claim, clock } = place;
    const id = newUnit();

    expect(await claim(id, 'a')).toMatchObject({
      owner: 'a',
      attempt: 1,
      tries: 1,
      base: 0,
      progress: noProgress,
    });
    expect(await claim(id, 'b')).toBeUndefined();
    clock.now += leaseMs + 1;
    expect(await claim(id, 'b')).toMatchObject({ owner: 'b', attempt: 2, tries: 2 });
    expect(await claim(id, 'c', 2)).toMatchObject({ owner: 'c', attempt: 3, tries: 3, epoch: 2 });
    expect(await claim(id, 'd', 1)).toBeUndefined();
  },

  'a heartbeat changes the row of its owner alone': async (place: DynamoDbPlace) => {
    const { newUnit, claim, ledger } = place;
    const id = newUnit();
    await claim(id, 'a');

    expect(await ledger.heartbeatUnit(id, { owner: 'b', epoch: 1, leaseMs, progress })).toBe(false);
    expect((await ledger.getUnit(id))?.progress).toEqual(noProgress);
    expect(await ledger.heartbeatUnit(id, { owner: 'a', epoch: 1, leaseMs, progress })).toBe(true);
    expect((await ledger.getUnit(id))?.progress).toEqual(progress);
  },

  'an update of a row that is not there makes none, if its condition asks for something': async (
    place: DynamoDbPlace,
  ) => {
    const { newUnit, ledger } = place;
    const id = newUnit();

    expect(await ledger.heartbeatUnit(id, { owner: 'a', epoch: 1, leaseMs, progress })).toBe(false);
    expect(await ledger.fenceUnit(id, 2)).toBe(false);
    expect(await ledger.getUnit(id)).toBeUndefined();
  },

  'of several that commit a unit at once, the first does': async (place: DynamoDbPlace) => {
    const { newUnit, claim, commit, clock, ledger } = place;
    const id = newUnit();
    await claim(id, 'a');
    clock.now += leaseMs + 1;
    await claim(id, 'b');

    const commits = await Promise.all(['a', 'b', 'a', 'b'].map((owner) => commit(id, owner)));

    expect(commits.filter((won) => won)).toHaveLength(1);
    expect(await claim(id, 'c', 9)).toBeUndefined();
    expect((await ledger.getUnit(id))?.state).toBe('committed');
  },

  'a receipt comes back whole: fractions, nulls, nested lists': async (place: DynamoDbPlace) => {
    const { newUnit, claim, commit, ledger } = place;
    const id = newUnit();
    await claim(id, 'ein Wörtchen €');

    expect(await commit(id, 'ein Wörtchen €')).toBe(true);
    expect((await ledger.getUnit(id))?.receipt).toEqual(receiptOf(id, 'ein Wörtchen €', 1));
  },

  'a commit takes away what a checkpoint had kept': async (place: DynamoDbPlace) => {
    const { newUnit, claim, ledger } = place;
    const id = newUnit();
    await claim(id, 'a');
    const position = { done: 3, start: 730, line: 74, attempts: 1, retriesUsed: 1 };
    const kept = { epoch: 1, base: 0, position, segments: [receiptOf(id, 'a', 1)], progress, size: 5 };

    expect(await ledger.checkpointUnit(id, kept)).toBe(true);
    expect(await ledger.checkpointUnit(id, kept)).toBe(false);
    expect(await ledger.getUnit(id)).toMatchObject({
      base: 1,
      tries: 0,
      position,
      checkpoint: progress,
      size: 5,
    });

    expect(await ledger.commitUnit(id, receiptOf(id, 'a', 1), { base: 1, progress })).toBe(true);
    const row = await ledger.getUnit(id);
    for (const gone of ['position', 'segments', 'checkpoint', 'size']) expect(row).not.toHaveProperty(gone);
  },

  'a release counts down, but not below none': async (place: DynamoDbPlace) => {
    const { newUnit, claim, ledger } = place;
    const id = newUnit();
    await claim(id, 'a');
    await ledger.releaseUnit(id, { owner: 'a', epoch: 1 });
    await ledger.releaseUnit(id, { owner: 'a', epoch: 1 });

    expect(await ledger.getUnit(id)).toMatchObject({ tries: 0, leaseUntil: 0 });
  },
};
