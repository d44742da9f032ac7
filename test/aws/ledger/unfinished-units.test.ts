import { describe, expect, test } from 'vitest';
import { noProgress } from '../../../aws/ledger/index.ts';
import { makeReceipt } from '../../support/make-receipt.ts';
import { leaseMs, position, progress, receiptOf, useUnit } from './use-unit.ts';

const unit = useUnit();

describe('a checkpoint', () => {
  test('keeps what was done, and frees the unit at once for the next attempt, which begins there', async () => {
    await unit.claim('a');

    expect(await unit.checkpoint({ size: 4 })).toBe(true);

    const kept = { base: 1, position, segments: [receiptOf('a')], progress, checkpoint: progress, size: 4 };
    expect(await unit.read()).toMatchObject({ ...kept, state: 'claimed', tries: 0, leaseUntil: 0 });
    expect(await unit.claim('b')).toMatchObject({ ...kept, owner: 'b', attempt: 2, tries: 1 });
  });

  test('without a size takes away the one that there was', async () => {
    await unit.claim('a');
    await unit.checkpoint({ size: 4 });
    await unit.claim('b');

    await unit.checkpoint({ base: 1 });

    expect(await unit.read()).toMatchObject({ base: 2 });
    expect((await unit.read())?.size).toBeUndefined();
  });

  test('is what progress falls back to when the next attempt dies', async () => {
    await unit.claim('a');
    await unit.checkpoint();
    await unit.claim('b');
    const further = { ...progress, done: 9 };
    await unit.beat({ owner: 'b', progress: further });
    expect((await unit.read())?.progress).toEqual(further);
    unit.clock.now += leaseMs + 1;

    expect(await unit.claim('c')).toMatchObject({ progress, tries: 2, base: 1, position });
  });

  test('is one of two from the same base, and shuts out a commit from that base', async () => {
    await unit.claim('a');

    expect(
      (await Promise.all([unit.checkpoint(), unit.checkpoint(), unit.checkpoint()])).filter((won) => won),
    ).toHaveLength(1);
    expect(await unit.commit('a')).toBe(false);
    expect(await unit.checkpoint({ base: 2 })).toBe(false);
    expect(await unit.read()).toMatchObject({ state: 'claimed', base: 1 });
    expect(await unit.commit('a', 1, 1)).toBe(true);
  });

  test('may be made by an attempt whose lease ran out, while nobody came further', async () => {
    await unit.claim('a');
    unit.clock.now += leaseMs + 1;
    await unit.claim('b');

    expect(await unit.checkpoint()).toBe(true);
    expect(await unit.commit('b')).toBe(false);
  });

  test('is refused in an epoch that is over, after a commit, and for a unit that nobody claimed', async () => {
    expect(await unit.checkpoint()).toBe(false);
    await unit.claim('a');
    await unit.claim('b', 2);
    expect(await unit.checkpoint()).toBe(false);
    await unit.commit('b', 2);

    expect(await unit.checkpoint({ epoch: 2 })).toBe(false);
    expect(await unit.read()).toMatchObject({ state: 'committed', base: 0 });
  });

  test('leaves nothing in the row of a unit that is committed in the end', async () => {
    await unit.claim('a');
    await unit.checkpoint({ size: 4 });
    await unit.claim('b');

    await unit.commit('b', 1, 1);

    const row = await unit.read();
    const { segments, position: at, size, checkpoint } = row ?? {};
    expect({ segments, at, size, checkpoint }).toEqual({});
    expect(row?.receipt).toEqual(receiptOf('b'));
  });
});

describe('a claim that is given back', () => {
  test('is free at once, and no try', async () => {
    await unit.claim('a');
    await unit.release('a');

    expect(await unit.read()).toMatchObject({ state: 'claimed', leaseUntil: 0, tries: 0, attempt: 1 });
    expect(await unit.claim('b')).toMatchObject({ tries: 1, attempt: 2 });
  });

  test.each([
    ['another owner', 'b', 1],
    ['another epoch', 'a', 2],
  ])('by %s stays', async (_, owner, epoch) => {
    const before = await unit.claim('a');

    await unit.release(owner, epoch);

    expect(await unit.read()).toEqual(before);
  });

  test('twice, or after a checkpoint, takes no try back that was not counted', async () => {
    await unit.claim('a');
    await unit.release('a');
    await unit.release('a');
    expect(await unit.read()).toMatchObject({ tries: 0 });

    await unit.claim('b');
    await unit.checkpoint();
    await unit.release('b');
    expect(await unit.read()).toMatchObject({ tries: 0, base: 1 });
  });

  test('of a unit that is committed or that nobody claimed is nothing', async () => {
    await unit.release('a');
    expect(await unit.read()).toBeUndefined();
    await unit.claim('a');
    await unit.commit('a');
    const before = await unit.read();

    await unit.release('a');

    expect(await unit.read()).toEqual(before);
  });
});

describe('a backup copy', () => {
  test('has a number of its own, and leaves the lease and the tries as they are', async () => {
    const before = await unit.claim('a');

    expect(await unit.join(1)).toEqual({ ...before, attempt: 2 });

    expect(await unit.beat()).toBe(true);
    unit.clock.now += leaseMs + 1;
    expect(await unit.claim('b')).toMatchObject({ attempt: 3, tries: 2 });
  });

  test.each([
    ['that nobody claimed', async () => {}],
    ['of another epoch', () => unit.claim('a', 2)],
    ['that is committed', async () => void ((await unit.claim('a')) && (await unit.commit('a')))],
    ['that is fenced', async () => void ((await unit.claim('a')) && (await unit.fence(2)))],
  ])('of a unit %s is none', async (_, prepare) => {
    await prepare();
    const before = await unit.read();

    expect(await unit.join(1)).toBeUndefined();
    expect(await unit.read()).toEqual(before);
  });
});

describe('a later generation', () => {
  test('takes a committed unit that has failed items, and keeps what it did', async () => {
    await unit.claim('a');
    await unit.commit('a');

    const again = await unit.claim('b', 2, 2);

    expect(again).toMatchObject({
      state: 'claimed',
      owner: 'b',
      attempt: 2,
      generation: 2,
      tries: 1,
      progress: noProgress,
      earlier: receiptOf('a'),
    });
    expect(again?.receipt).toBeUndefined();
    expect(await unit.commit('b', 2)).toBe(true);
    expect((await unit.read())?.earlier).toBeUndefined();
  });

  test('takes no unit all of whose items succeeded, nor one of its own generation or of its epoch', async () => {
    await unit.claim('a');
    const bytes = Buffer.from('x');
    const sound = makeReceipt({ unit: 7, firstItem: 0, succeeded: 3, failed: 0, bytes });
    await unit.commitReceipt(sound, 0);
    expect(await unit.claim('b', 2, 2)).toBeUndefined();

    unit.renew();
    await unit.claim('a', 2, 2);
    await unit.commit('a', 2);
    expect(await unit.claim('b', 3, 2)).toBeUndefined();
    expect(await unit.claim('b', 2, 3)).toBeUndefined();
    expect(await unit.claim('b', 3, 3)).toMatchObject({ earlier: receiptOf('a', 2) });
  });
});
