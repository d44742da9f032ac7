import type { Receipt } from '../contracts/receipt.ts';

/** Bytes of a unit's row besides its receipt: keys, range, progress, names. Measured 650 to 900. */
const besides = 750;

/** Bytes of a unit's row in the ledger. */
export function rowBytesOf(receipt: Receipt | undefined): number {
  return besides + (receipt === undefined ? 0 : JSON.stringify(receipt).length);
}
