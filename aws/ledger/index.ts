export type { UnitId } from './change-unit.ts';
export { createLedger, type Ledger } from './ledger.ts';
export type { ChangedUnit } from './progress.ts';
export {
  noProgress,
  type RunRow,
  type RunSettings,
  type UnitProgress,
  type UnitRow,
  unitProgress,
} from './rows.ts';
export type { RunDoor } from './runs.ts';
