import { createHash } from 'node:crypto';

/**
 * Names of a Map Run's children. They look like AWS's (a name-based UUID) and say nothing to the eye, yet the run
 * and the child's number can be computed from a name, so 100,000 children need no index of names in memory.
 */
export class ChildNames {
  /** Part that all names of the run share. */
  readonly suffix: string;
  readonly #key: number;

  constructor(mapRunId: string) {
    const digest = createHash('md5').update(mapRunId).digest();
    const hex = digest.toString('hex');
    const variant = ((digest.readUInt8(8) & 0x3f) | 0x80).toString(16).padStart(2, '0');
    this.suffix = `${hex.slice(8, 12)}-3${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20)}`;
    this.#key = digest.readUInt32BE(0);
  }

  nameOf(sequence: number): string {
    const scrambled = (Math.imul(sequence, MULTIPLIER) ^ this.#key) >>> 0;
    return `${scrambled.toString(16).padStart(8, '0')}-${this.suffix}`;
  }

  /** The child's number, or undefined when the name is not of this run. */
  sequenceOf(name: string): number | undefined {
    const match = /^([0-9a-f]{8})-(.+)$/.exec(name);
    if (match?.[1] === undefined || match[2] !== this.suffix) return undefined;
    return Math.imul(Number.parseInt(match[1], 16) ^ this.#key, INVERSE) >>> 0;
  }
}

/** The part of a child's name by which its Map Run is found. */
export function suffixOf(name: string): string {
  return name.slice(9);
}

/** An odd number and its inverse modulo 2^32: multiplying by one and then the other gives the number back. */
const MULTIPLIER = 0x9e3779b1;
const INVERSE = invert(MULTIPLIER);

function invert(odd: number): number {
  let inverse = odd;
  for (let round = 0; round < 5; round += 1) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}
