/** Reflected polynomials of the two 32-bit checksums. */
const POLYNOMIALS = { CRC32: 0xedb88320, CRC32C: 0x82f63b78 } as const;

/**
 * The checksum of two byte sequences one after the other, from their own checksums, for the full-object checksum of a
 * multipart upload. All three numbers are 32 bits unsigned, big-endian in base64 as S3 shows them.
 */
export function combineCrc32(
  algorithm: keyof typeof POLYNOMIALS,
  a: string,
  b: string,
  lengthOfB: number,
): string {
  const polynomial = POLYNOMIALS[algorithm];
  const bytes = Buffer.from(a, 'base64');
  const shifted = multiply(powerOfBytes(lengthOfB, polynomial), bytes.readUInt32BE(), polynomial);
  bytes.writeUInt32BE((shifted ^ Buffer.from(b, 'base64').readUInt32BE()) >>> 0);
  return bytes.toString('base64');
}

/** x^(8 · bytes) modulo the polynomial; bit 31 is the coefficient of x^0. */
function powerOfBytes(bytes: number, polynomial: number): number {
  let power = 0x80000000;
  let square = 0x00800000;
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(power, square, polynomial);
    square = multiply(square, square, polynomial);
  }
  return power;
}

function multiply(a: number, b: number, polynomial: number): number {
  let product = 0;
  let term = b;
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) product ^= term;
    term = term & 1 ? (term >>> 1) ^ polynomial : term >>> 1;
  }
  return product;
}
