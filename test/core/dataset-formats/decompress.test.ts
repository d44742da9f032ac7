import { spawnSync } from 'node:child_process';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Codec, decompress } from '../../../core/dataset-formats/index.ts';
import { chunkSizes } from '../splitting/support.ts';
import { collect, createCountingSource, stream } from './support.ts';

const read = (file: Uint8Array, codec: Codec, sizes?: readonly number[]) =>
  collect(decompress(stream(file, sizes), codec));

/** Content whose frames have blocks of every type: as it is, one byte again and again, compressed. */
const contents = [
  Buffer.alloc(0),
  Buffer.from('short'),
  Buffer.alloc(300_000, 'x'),
  Buffer.from('some text of some lines\n'.repeat(30_000)),
  Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * at * 2_654_435_761) >>> 13)),
];

describe('decompress', () => {
  test('reads zstd frames of every kind one after another, in chunks of any size', async () => {
    const frames = contents.flatMap((content) =>
      [0, 1].flatMap((checksumFlag) =>
        [0, 1].map((contentSizeFlag) => {
          const params = {
            [constants.ZSTD_c_checksumFlag]: checksumFlag,
            [constants.ZSTD_c_contentSizeFlag]: contentSizeFlag,
          };
          return { content, frame: zstdCompressSync(content, { params }) };
        }),
      ),
    );
    const file = Buffer.concat(frames.map(({ frame }) => frame));
    const whole = Buffer.concat(frames.map(({ content }) => content));
    for (const sizes of [[10_000_000], [1, 2, 3, 70_000], [65_536]])
      expect((await read(file, 'zstd', sizes)).equals(whole)).toBe(true);
  });

  test('reads any frames in any chunks', async () => {
    const shares = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(shares, chunkSizes, async (shares, sizes) => {
        const whole = Buffer.concat(shares);
        expect(await read(Buffer.concat(shares.map((share) => gzipSync(share))), 'gzip', sizes)).toEqual(
          whole,
        );
        const frames = shares.map((share) => zstdCompressSync(share));
        expect(await read(Buffer.concat(frames), 'zstd', sizes)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  test.skipIf(spawnSync('zstd', ['--version']).status !== 0)('reads what the zstd tool wrote', async () => {
    const [, , , text = Buffer.alloc(0)] = contents;
    const frames = [['-1'], ['-19', '--no-check'], ['-3', '--long=20']].map(
      (options) => spawnSync('zstd', ['-c', ...options], { input: text }).stdout,
    );
    expect((await read(Buffer.concat(frames), 'zstd')).equals(Buffer.concat([text, text, text]))).toBe(true);
  });

  test.each(['gzip', 'zstd'] as const)('refuses %s that is cut, wherever it is', async (codec) => {
    const compressSync = codec === 'gzip' ? gzipSync : zstdCompressSync;
    const file = Buffer.concat([compressSync('first'), compressSync('second')]);
    const boundary = compressSync('first').length;
    for (let length = 1; length < file.length; length += 1) {
      // A file may end where a member does: only its digest tells that there was more.
      if (length === boundary) continue;
      await expect(read(file.subarray(0, length), codec), `cut to ${length}`).rejects.toThrow(
        'unexpected end of file',
      );
    }
  });

  test('refuses bytes that are no zstd frame, and a frame that was tampered with', async () => {
    const frame = zstdCompressSync('content', { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    await expect(read(Buffer.from('no frame'), 'zstd')).rejects.toMatchObject({
      code: 'DataSetIncomplete',
      message: "The file isn't one of zstd frames: no frame begins where one should",
    });
    await expect(read(Buffer.concat([frame, Buffer.from('garbage')]), 'zstd')).rejects.toThrow(
      'no frame begins',
    );
    const tampered = Buffer.from(frame);
    tampered[frame.length - 6] = (tampered[frame.length - 6] ?? 0) ^ 1;
    await expect(read(tampered, 'zstd')).rejects.toThrow();
  });

  test.each(['gzip', 'zstd'] as const)('does not run ahead in %s, and closes its source', async (codec) => {
    const compressSync = codec === 'gzip' ? gzipSync : zstdCompressSync;
    const source = createCountingSource(1_000, () =>
      compressSync(crypto.getRandomValues(new Uint8Array(65_536))),
    );
    for await (const piece of decompress(source, codec)) {
      expect(piece.length).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      break;
    }
    expect(source.taken).toBeLessThan(10);
    expect(source.closed).toBe(true);
  });
});
