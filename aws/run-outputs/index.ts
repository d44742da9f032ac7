export { type PlannedRow, readOutputKeys, readReceipts } from './read-receipts.ts';
export { writeFailures } from './write-failures.ts';
