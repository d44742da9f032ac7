export { createLedger, type Ledger } from './ledger.ts';
export type { ChangedUnit } from './progress.ts';
export type { RunRow, RunSettings, UnitProgress, UnitRow } from './rows.ts';
export type { UnitId } from './units.ts';
