import { encodeCrc64 } from '../digest/crc64nvme.ts';

/** Gathers differences between what was found and what a manifest says, a sentence each. */
export class Comparison {
  readonly differences: string[] = [];

  /** Numbers, with the noun of what they count. */
  count(what: string, found: number, expected: number, noun: string): void {
    if (found === expected) return;
    this.differences.push(`${what} ${count(found, noun)}, its manifest says ${count(expected, noun)}`);
  }

  /** Checksums as S3 writes them, base64. */
  checksum(what: string, found: bigint, expected: string): void {
    const shown = encodeCrc64(found);
    if (shown === expected) return;
    this.differences.push(`${what} the CRC64NVME ${shown}, its manifest says ${expected}`);
  }

  add(difference: string): void {
    this.differences.push(difference);
  }
}

function count(value: number, noun: string): string {
  return `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;
}
