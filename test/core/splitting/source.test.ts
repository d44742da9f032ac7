import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSplitter,
  type SourceFormat,
  type SourceItem,
  scanSource,
} from '../../../core/splitting/index.ts';
import { chunkSizes, cut, encode, refusalOf, scanText } from './support.ts';

const formats: SourceFormat[] = [
  { type: 'jsonl' },
  { type: 'csv', delimiter: ',', columns: ['a'] },
  { type: 'json' },
];
const sources = { jsonl: '1\nLONG\n2', csv: '1\nLONG\n2', json: '[1,LONG,2]' };

describe.each(formats)('a source in $type', (format) => {
  it.each([
    [
      [0xff, 0xfe, 0x31, 0x00],
      'SourceNotUtf8',
      'The source begins with a UTF-16 byte order mark; it must be UTF-8.',
    ],
    [[0xfe, 0xff], 'SourceNotUtf8', 'The source begins with a UTF-16 byte order mark; it must be UTF-8.'],
    [
      [0x1f, 0x8b, 0x08],
      'SourceCompressed',
      'The source begins with a gzip header; it must be uncompressed text in UTF-8.',
    ],
    [
      [0x28, 0xb5, 0x2f, 0xfd],
      'SourceCompressed',
      'The source begins with a zstd header; it must be uncompressed text in UTF-8.',
    ],
  ])('is refused if it begins with %j', async (bytes, code, message) => {
    for (const sizes of [[1], [100]]) {
      expect(await refusalOf(Uint8Array.from(bytes), format, { sizes })).toMatchObject({ code, message });
    }
  });

  it('counts an item longer than the limit, in place, without its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        chunkSizes,
        async (length, maxItemBytes, sizes) => {
          const source = encode(sources[format.type].replace('LONG', '7'.repeat(length)));
          const seen: SourceItem[] = [];
          await scanSource(cut(source, sizes), format, {
            content: true,
            maxItemBytes,
            visit: (item) => seen.push({ ...item }),
          });
          const from = format.type === 'json' ? 3 : 2;
          expect(seen[1]).toMatchObject({
            index: 1,
            start: from,
            end: from + length,
            oversized: length > maxItemBytes,
          });
          expect(seen[1]?.bytes?.length ?? null).toBe(length > maxItemBytes ? null : length);
          expect(
            seen.map(({ bytes }) => bytes && Buffer.from(bytes).toString()).filter((_, at) => at !== 1),
          ).toEqual(['1', '2']);
        },
      ),
    );
  });

  it('finds the same positions with and without content', async () => {
    const bare: unknown[] = [];
    await scanSource([encode(sources[format.type])], format, {
      visit: ({ index, line, start, end }) => bare.push({ index, line, start, end }),
    });
    const { items } = await scanText(sources[format.type], format);
    expect(bare).toEqual(items.map(({ text: _, ...position }) => position));
  });

  it('keeps memory flat over an item without an end', () => {
    const splitter = createSplitter(format, { content: true });
    const chunk = Buffer.alloc(1024 * 1024, '7');
    const before = process.memoryUsage().arrayBuffers;
    const seen: SourceItem[] = [];
    const visit = (item: Readonly<SourceItem>) => seen.push({ ...item });
    splitter.push(encode(format.type === 'json' ? '[7' : '7'), visit);
    for (let turn = 0; turn < 300; turn += 1) splitter.push(chunk, visit);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 1024 * 1024);
    splitter.push(encode(format.type === 'json' ? ']' : '\n'), visit);
    splitter.end(visit);
    expect(seen).toMatchObject([{ index: 0, oversized: true, bytes: null }]);
    expect((seen[0]?.end ?? 0) - (seen[0]?.start ?? 0)).toBe(300 * 1024 * 1024 + 1);
  });

  it('lets a caller without content reuse its buffer', async () => {
    function* reuseBuffer(): Generator<Uint8Array> {
      const buffer = new Uint8Array(1);
      for (const byte of encode(`\uFEFF${sources[format.type]}`)) {
        buffer[0] = byte;
        yield buffer;
      }
    }
    expect((await scanSource(reuseBuffer(), format)).index.items).toBe(3);
  });

  it('ends a scan with what the visitor throws', async () => {
    const scan = scanSource([encode(sources[format.type])], format, {
      visit: () => {
        throw new Error('stop');
      },
    });
    await expect(scan).rejects.toThrow('stop');
  });
});
