import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AwsChunkedDecoder } from '../../../local/s3/body/aws-chunked.ts';

it('gives back the data however chunks and packets are cut', () => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 });
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(chunks, cuts, fc.boolean(), (pieces, sizes, signed) => {
      const extension = signed ? ';chunk-signature=0123' : '';
      const framed = Buffer.concat([
        ...pieces.flatMap((piece) => [
          Buffer.from(`${piece.length.toString(16)}${extension}\r\n`),
          piece,
          Buffer.from('\r\n'),
        ]),
        Buffer.from(`0${extension}\r\nx-amz-checksum-crc32: abcd==\r\n\r\n`),
      ]);
      const decoder = new AwsChunkedDecoder();
      const decoded: Buffer[] = [];
      for (let at = 0, i = 0; at < framed.length; i++) {
        const end = at + (sizes[i % sizes.length] ?? 1);
        decoded.push(...decoder.decode(framed.subarray(at, end)));
        at = end;
      }
      expect(Buffer.concat(decoded).equals(Buffer.concat(pieces))).toBe(true);
      expect(decoder.ended).toBe(true);
      expect(decoder.trailers.get('x-amz-checksum-crc32')).toBe('abcd==');
    }),
  );
});
