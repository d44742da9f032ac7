import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batcher, type BatchSettings } from '../../../../local/step-functions/map-run/batcher.ts';

function batch(settings: Partial<BatchSettings>, items: readonly unknown[]) {
  const batcher = new Batcher({
    maxItems: undefined,
    maxBytes: undefined,
    batchInput: undefined,
    ...settings,
  });
  const batches = items.flatMap((item) => batcher.add(JSON.stringify(item)) ?? []);
  const last = batcher.end();
  return last === undefined ? batches : [...batches, last];
}

describe('class Batcher', () => {
  it('fills batches by number', () => {
    const items = Array.from({ length: 1130 }, (_, index) => index);
    const batches = batch({ maxItems: 100 }, items);
    expect(batches).toHaveLength(12);
    expect(batches.at(-1)?.items).toBe(30);
    expect(batches[0]?.text).toMatch(/^\{"Items":\[0,1,/);
    expect(batch({ maxItems: 1 }, [1, 2]).map(({ text }) => text)).toEqual([
      '{"Items":[1]}',
      '{"Items":[2]}',
    ]);
  });

  it('carries BatchInput along, also one that is null', () => {
    expect(batch({ maxItems: 2, batchInput: { tag: 'x' } }, [1, 2])[0]?.text).toBe(
      '{"BatchInput":{"tag":"x"},"Items":[1,2]}',
    );
    expect(batch({ maxItems: 2, batchInput: null }, [1])[0]?.text).toBe('{"BatchInput":null,"Items":[1]}');
  });

  it('never exceeds the bytes, loses nothing and keeps the order', () => {
    const items = fc.array(fc.string({ maxLength: 30 }), { maxLength: 30 });
    const limits = fc.record({
      maxItems: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      maxBytes: fc.integer({ min: 250, max: 400 }),
    });
    fc.assert(
      fc.property(items, limits, (values, { maxItems, maxBytes }) => {
        const batches = batch({ maxItems, maxBytes, batchInput: 'é' }, values);
        const parsed = batches.map(({ text }) => JSON.parse(text));
        expect(parsed.flatMap(({ Items }) => Items)).toEqual(values);
        for (const [index, { text, items: count }] of batches.entries()) {
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
          expect(parsed[index].Items).toHaveLength(count);
          expect(count).toBeLessThanOrEqual(maxItems ?? values.length);
        }
      }),
    );
  });

  it('refuses an item that no batch can hold', () => {
    expect(() => batch({ maxBytes: 20 }, ['x'.repeat(30)])).toThrow(
      expect.objectContaining({ error: 'States.DataLimitExceeded' }),
    );
  });
});
