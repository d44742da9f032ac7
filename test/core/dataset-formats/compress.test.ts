import { spawnSync } from 'node:child_process';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Codec, compress, decompress } from '../../../core/dataset-formats/index.ts';
import { chunkSizes } from '../splitting/support.ts';
import { collect, createCountingSource, stream } from './support.ts';

const codecs: Codec[] = ['gzip', 'zstd'];

async function member(content: string | Uint8Array, codec: Codec, sizes?: readonly number[], level?: number) {
  return collect(compress(stream(content, sizes), codec, { whenEmpty: 'member', level }));
}

/** Decompresses with the tool that users have; it checks every checksum. Throws if it has something to say. */
function runTool(file: Uint8Array, codec: Codec): Buffer {
  const { status, stdout, stderr } = spawnSync(codec, ['-d', '-c'], { input: file, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`${codec}: ${stderr}`);
  expect(spawnSync(codec, ['-t'], { input: file })).toMatchObject({ status: 0 });
  return stdout;
}

const toolMissing = (codec: Codec) => spawnSync(codec, ['--version']).status !== 0;

describe.each(codecs)('%s', (codec) => {
  const node = codec === 'gzip' ? gunzipSync : zstdDecompressSync;
  const text = 'a line of text that comes again and again\n'.repeat(20_000);

  test('makes one complete member without a time in it', async () => {
    const compressed = await member(text, codec);
    expect(compressed.length).toBeLessThan(text.length / 50);
    expect(node(compressed).toString() === text).toBe(true);
    if (codec === 'gzip') expect([...compressed.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    // Frame_Header_Descriptor: Content_Checksum_flag.
    else expect((compressed[4] ?? 0) & 0b100).toBe(0b100);
  });

  test('the same bytes give the same member, however they come in chunks', async () => {
    const whole = await member(text, codec);
    for (const sizes of [[7, 100_000, 0], [262_144], [262_143, 1, 5_000]])
      expect((await member(text, codec, sizes)).equals(whole)).toBe(true);
  });

  test('no bytes are nothing, or a member with nothing in it', async () => {
    expect(await collect(compress(stream(''), codec, { whenEmpty: 'nothing' }))).toHaveLength(0);
    const empty = await member('', codec);
    expect(empty.length).toBeGreaterThan(0);
    expect(node(empty)).toHaveLength(0);
  });

  test.skipIf(toolMissing(codec))('joined members pass the check of the command line tool', async () => {
    const shares = ['', 'first\n', text, '', 'last\n'];
    const file = Buffer.concat(await Promise.all(shares.map((share) => member(share, codec))));
    expect(runTool(file, codec).toString() === shares.join('')).toBe(true);
    expect(() => runTool(file.subarray(0, -1), codec)).toThrow(codec);
    expect(runTool(await member('', codec), codec)).toHaveLength(0);
  });

  test('any bytes in any shares come back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }),
        chunkSizes,
        async (shares, sizes) => {
          const members = await Promise.all(shares.map((share) => member(share, codec, sizes)));
          const file = Buffer.concat(members);
          expect(await collect(decompress(stream(file, sizes), codec))).toEqual(Buffer.concat(shares));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('takes a level of its own', async () => {
    const highest = codec === 'gzip' ? 9 : 19;
    const words = ['delay', 'distance', 'hour', 'late', 'origin', 'destination', 'carrier'];
    const varied = Array.from({ length: 20_000 }, (_, at) => words[(at * at + (at >> 3)) % 7]).join(' ');
    const strong = await member(varied, codec, undefined, highest);
    expect(strong.length).toBeLessThan((await member(varied, codec, undefined, 1)).length);
    expect(node(strong).toString()).toBe(varied);
    for (const level of [0, highest + 1, 2.5]) {
      await expect(member('x', codec, undefined, level)).rejects.toMatchObject({
        code: 'InvalidUsage',
        message: `The compression level is ${level}; ${codec} takes a whole number from 1 to ${highest}`,
      });
    }
  });

  test('does not run ahead of its reader, and closes its source when that leaves', async () => {
    const source = createCountingSource(10_000, () => crypto.getRandomValues(new Uint8Array(65_536)));
    for await (const piece of compress(source, codec, { whenEmpty: 'nothing' })) {
      expect(piece.length).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      break;
    }
    expect(source.taken).toBeLessThan(40);
    expect(source.closed).toBe(true);
  });

  test("passes on its source's error", async () => {
    async function* failing(after: number) {
      for (let block = 0; block < after; block += 1) yield Buffer.alloc(300_000, block);
      throw new Error('the source is gone');
    }
    for (const after of [0, 1, 5]) {
      const compressed = compress(failing(after), codec, { whenEmpty: 'member' });
      await expect(collect(compressed)).rejects.toThrow('the source is gone');
    }
  });
});
