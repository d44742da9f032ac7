import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ItemSpool } from '../../../../local/step-functions/map-run/item-spool.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

describe('class ItemSpool', () => {
  it('is first in, first out, in memory as long as it is small', async () => {
    const path = join(folder, 'small');
    const spool = new ItemSpool(path);
    expect(await spool.shift()).toBeUndefined();
    await spool.push({ sequence: 0, items: 1, text: '1' });
    await spool.push({ sequence: 1, items: 2, text: '[2, 3]' });
    expect(await spool.shift()).toEqual({ sequence: 0, items: 1, text: '1' });
    await spool.push({ sequence: 2, items: 1, text: '4' });
    expect(await spool.shift()).toEqual({ sequence: 1, items: 2, text: '[2, 3]' });
    spool.putBack();
    expect(await spool.shift()).toEqual({ sequence: 1, items: 2, text: '[2, 3]' });
    expect(await spool.shift()).toEqual({ sequence: 2, items: 1, text: '4' });
    expect(await spool.shift()).toBeUndefined();
    expect(await exists(path)).toBe(false);
    await spool.close();
  });

  it('keeps the order when it is large, also while it is read', async () => {
    const path = join(folder, 'large');
    const spool = new ItemSpool(path);
    const padding = 'é'.repeat(5_000);
    let read = 0;
    const readOne = async (): Promise<boolean> => {
      const input = await spool.shift();
      if (input === undefined) return false;
      expect(input.sequence).toBe(read);
      expect(input.text.startsWith(`{"n":${read},`)).toBe(true);
      read += 1;
      return true;
    };
    for (let n = 0; n < 2_000; n += 1) {
      await spool.push({ sequence: n, items: 1, text: JSON.stringify({ n, padding }) });
      if (n % 3 === 0) await readOne();
    }
    expect(await exists(path)).toBe(true);
    while (await readOne());
    expect(read).toBe(2_000);
    await spool.close();
    expect(await exists(path)).toBe(false);
  });
});
