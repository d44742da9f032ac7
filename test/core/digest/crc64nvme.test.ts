import { Crc64Nvme as SdkCrc64Nvme } from '@aws-sdk/crc64-nvme';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Crc64Nvme, combineCrc64, decodeCrc64, encodeCrc64 } from '../../../core/digest/crc64nvme.ts';

const crcOf = (...parts: Uint8Array[]): bigint =>
  parts.reduce((crc, part) => crc.update(part), new Crc64Nvme()).digest();

const bytes = fc.uint8Array({ maxLength: 3000 });
const crc = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

describe('CRC-64/NVME', () => {
  it('has the check value of the catalogue', () => {
    expect(crcOf(Buffer.from('123456789'))).toBe(0xae8b14860a799888n);
    expect(crcOf()).toBe(0n);
  });

  it('is the same however the bytes are cut and aligned', () => {
    fc.assert(
      fc.property(bytes, fc.nat(3000), fc.nat(7), (data, cut, shift) => {
        const shifted = new Uint8Array(data.length + shift).subarray(shift);
        shifted.set(data);
        expect(crcOf(shifted.subarray(0, cut), shifted.subarray(cut))).toBe(crcOf(data));
      }),
    );
  });

  it('agrees with the AWS SDK', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (data) => {
        const sdk = new SdkCrc64Nvme();
        sdk.update(data);
        expect(encodeCrc64(crcOf(data))).toBe(Buffer.from(await sdk.digest()).toString('base64'));
      }),
    );
  });
});

describe('combining', () => {
  it('equals the checksum of the concatenation', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(combineCrc64(crcOf(a), crcOf(b), b.length)).toBe(crcOf(a, b));
      }),
    );
  });

  it('is associative at any length', () => {
    const length = fc.nat({ max: 2 ** 48 });
    fc.assert(
      fc.property(crc, crc, crc, length, length, (a, b, c, lengthOfB, lengthOfC) => {
        expect(combineCrc64(combineCrc64(a, b, lengthOfB), c, lengthOfC)).toBe(
          combineCrc64(a, combineCrc64(b, c, lengthOfC), lengthOfB + lengthOfC),
        );
      }),
    );
  });

  it('refuses a length that is not one', () => {
    expect(() => combineCrc64(1n, 2n, -1)).toThrow(/length of the second part is -1/);
    expect(() => combineCrc64(1n, 2n, 2 ** 53)).toThrow(RangeError);
  });
});

describe('the text form', () => {
  it('is the base64 of 8 big-endian bytes, there and back', () => {
    expect(encodeCrc64(0xae8b14860a799888n)).toBe('rosUhgp5mIg=');
    fc.assert(
      fc.property(crc, (value) => {
        expect(decodeCrc64(encodeCrc64(value))).toBe(value);
      }),
    );
  });

  it('refuses anything else', () => {
    expect(() => decodeCrc64('rosUhgp5mA==')).toThrow(/base64 of 8 bytes/);
  });
});
