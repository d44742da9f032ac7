import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Crc64Nvme } from '../../../core/digest/crc64nvme.ts';
import { type Gap, interleaveRetried } from '../../../core/merge-layout/interleave.ts';

const crcOf = (bytes: Uint8Array): bigint => new Crc64Nvme().update(bytes).digest();

/** An item: its rows, and whether it failed first, and again. */
const item = fc.record({ rows: fc.string({ maxLength: 6 }), failed: fc.boolean(), again: fc.boolean() });

test('the pieces are what a run gives in which those items never failed, CRCs included', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 20 }), (items) => {
      const objects = new Map<string, Buffer>();
      const gaps: Gap[] = [];
      let output = Buffer.alloc(0);
      let expected = '';
      for (const [number, { rows, failed, again }] of items.entries()) {
        if (!failed || !again) expected += rows;
        if (!failed) {
          output = Buffer.concat([output, Buffer.from(rows)]);
          continue;
        }
        const key = `retried-${number}`;
        const bytes = Buffer.from(rows);
        objects.set(key, bytes);
        const piece = { key, start: 0, end: bytes.byteLength, whole: true };
        gaps.push({
          offset: output.byteLength,
          crcBefore: crcOf(output),
          rows: again || bytes.byteLength === 0 ? null : { piece, crc: crcOf(bytes) },
        });
      }
      objects.set('output', output);
      const first =
        output.byteLength === 0 ? null : { key: 'output', bytes: output.byteLength, crc: crcOf(output) };

      const pieces = [...interleaveRetried(first, gaps)];

      const ranges = pieces.map(
        ({ piece }) => objects.get(piece.key)?.subarray(piece.start, piece.end) ?? Buffer.alloc(0),
      );
      expect(Buffer.concat(ranges).toString()).toBe(expected);
      for (const [number, { crc }] of pieces.entries())
        expect(crc).toBe(crcOf(ranges[number] ?? Buffer.alloc(0)));
    }),
  );
});
