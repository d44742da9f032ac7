import { sum } from './recompute.ts';

/** What a run of STANDARD children without merge steps used, in a function of 384 MB on arm64. */
export interface Used {
  units: number;
  /** Invocations of the unit function. */
  invocations: number;
  billedMs: number;
  wallMs: number;
  /** Outputs and failure objects. */
  objects: number;
  /** Heartbeats of all units. */
  beats: number;
  /** Bytes of all units' rows in the ledger. */
  rowBytes: number;
  datasetBytes: number;
}

/** Times that a unit told how far it was: after a second, then every three. */
export function beatsOf(unitMs: number): number {
  return unitMs < 1_000 ? 0 : 1 + Math.floor((unitMs - 1_000) / 3_000);
}

/** A row in the ledger: its receipt, and some 750 bytes of keys, range and progress. */
export function bytesOfRow({ receiptJson }: { receiptJson: string }): number {
  return receiptJson.length + 750;
}

/** Unit, quantity and dollars for one, line by line: us-east-1 on 2026-09-23. */
export function billOf(used: Used): (readonly [unit: string, quantity: number, price: number])[] {
  const { units, invocations, billedMs, wallMs, objects, beats, rowBytes, datasetBytes } = used;
  const puts = 9 + objects + 3 * Math.ceil(wallMs / 5_000) + 2 + Math.ceil(datasetBytes / 5_242_880);
  const writes = 15 + (invocations + beats) * 3 + Math.ceil(rowBytes / 1_024) + units * 2;
  const reads = invocations + beats / 2 + 3 * Math.ceil(rowBytes / 4_096);
  return [
    ['requests', invocations, 0.0000002],
    ['GB-s', (billedMs / 1_000) * (384 / 1_024), 0.0000133334],
    ['requests', 5, 0.0000002],
    ['GB-s', (wallMs / 1_000) * (1_769 / 1_024), 0.0000133334],
    ['transitions', 13 + 4 * units + (invocations - units), 0.000025],
    ['requests', puts, 0.000005],
    ['requests', 1 + invocations + 2 * objects, 0.0000004],
    ['writes', writes, 0.000000625],
    ['reads', reads, 0.000000125],
  ];
}

/** Dollars of a bill. */
export function usdOf(bill: ReturnType<typeof billOf>): number {
  return sum(bill, ([, quantity, price]) => quantity * price);
}
