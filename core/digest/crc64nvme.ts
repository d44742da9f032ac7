import { multiply, multiplyByX, type Polynomial64, powerOfBytes } from './crc64nvme-polynomial.ts';

/** Bytes that one step takes; a table of 256 entries for each. */
const STEP = 8;
const [LOW, HIGH] = tables();

/**
 * CRC-64/NVME, the checksum that S3 gives every object by default. Pure: 1.8 GB/s on one core with Node 24, where
 * `@aws-sdk/crc64-nvme` 3.972 does 0.66 GB/s.
 */
export class Crc64Nvme {
  #low = -1;
  #high = -1;

  /** Takes more bytes in; may be called any number of times. */
  update(bytes: Uint8Array): this {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = view.byteLength - (STEP - 1);
    let low = this.#low;
    let high = this.#high;
    let at = 0;
    for (; at < end; at += STEP) {
      const a = low ^ view.getInt32(at, true);
      const b = high ^ view.getInt32(at + 4, true);
      // Byte offsets into the tables: 4 bytes an entry, 1,024 a table; the first byte has the farthest way to go.
      const a0 = 7168 | ((a << 2) & 1020);
      const a1 = 6144 | ((a >>> 6) & 1020);
      const a2 = 5120 | ((a >>> 14) & 1020);
      const a3 = 4096 | ((a >>> 22) & 1020);
      const b0 = 3072 | ((b << 2) & 1020);
      const b1 = 2048 | ((b >>> 6) & 1020);
      const b2 = 1024 | ((b >>> 14) & 1020);
      const b3 = (b >>> 22) & 1020;
      low =
        LOW.getInt32(a0, true) ^
        LOW.getInt32(a1, true) ^
        LOW.getInt32(a2, true) ^
        LOW.getInt32(a3, true) ^
        LOW.getInt32(b0, true) ^
        LOW.getInt32(b1, true) ^
        LOW.getInt32(b2, true) ^
        LOW.getInt32(b3, true);
      high =
        HIGH.getInt32(a0, true) ^
        HIGH.getInt32(a1, true) ^
        HIGH.getInt32(a2, true) ^
        HIGH.getInt32(a3, true) ^
        HIGH.getInt32(b0, true) ^
        HIGH.getInt32(b1, true) ^
        HIGH.getInt32(b2, true) ^
        HIGH.getInt32(b3, true);
    }
    for (; at < view.byteLength; at++) {
      const entry = ((low ^ view.getUint8(at)) << 2) & 1020;
      low = ((low >>> 8) | (high << 24)) ^ LOW.getInt32(entry, true);
      high = (high >>> 8) ^ HIGH.getInt32(entry, true);
    }
    this.#low = low;
    this.#high = high;
    return this;
  }

  /** The checksum of all bytes so far, 64 bits unsigned. More may follow. */
  digest(): bigint {
    return toBigInt({ low: ~this.#low, high: ~this.#high });
  }
}

/** Writes a checksum as S3 does (`x-amz-checksum-crc64nvme`): base64 of its 8 bytes, big-endian. */
export function encodeCrc64(crc: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(crc);
  return bytes.toString('base64');
}

/**
 * Reads a checksum as S3 writes it.
 * @throws RangeError when the text is not the base64 of 8 bytes
 */
export function decodeCrc64(text: string): bigint {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 8 || bytes.toString('base64') !== text) {
    throw new RangeError(
      `"${text}" is not a CRC64NVME: expected the base64 of 8 bytes, such as "rosUhgp5mIg=".`,
    );
  }
  return bytes.readBigUInt64BE();
}

/**
 * The checksum of two byte sequences one after the other, from their own checksums: what S3 does at
 * CompleteMultipartUpload for a full-object checksum. Takes microseconds, whatever the lengths are.
 * @param lengthOfB bytes in the second sequence, a safe integer
 */
export function combineCrc64(a: bigint, b: bigint, lengthOfB: number): bigint {
  if (!Number.isSafeInteger(lengthOfB) || lengthOfB < 0) {
    throw new RangeError(
      `The length of the second part is ${lengthOfB}; expected a whole number of bytes, 0 or more.`,
    );
  }
  return toBigInt(multiply(powerOfBytes(lengthOfB), fromBigInt(a))) ^ b;
}

/** Eight tables as one view each for the low and the high half: table n holds every byte followed by n zero bytes. */
function tables(): [low: DataView, high: DataView] {
  const low = new DataView(new ArrayBuffer(4 * 256 * STEP));
  const high = new DataView(new ArrayBuffer(4 * 256 * STEP));
  for (let byte = 0; byte < 256; byte++) {
    let crc: Polynomial64 = { low: byte, high: 0 };
    for (let table = 0; table < STEP; table++) {
      for (let bit = 0; bit < 8; bit++) crc = multiplyByX(crc);
      low.setInt32(4 * (256 * table + byte), crc.low, true);
      high.setInt32(4 * (256 * table + byte), crc.high, true);
    }
  }
  return [low, high];
}

function toBigInt({ low, high }: Polynomial64): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function fromBigInt(crc: bigint): Polynomial64 {
  return { low: Number(BigInt.asIntN(32, crc)), high: Number(BigInt.asIntN(32, crc >> 32n)) };
}
