export { noProgress, type UnitProgress } from '../../core/contracts/unit-progress.ts';
export type { UnitId } from './change-unit.ts';
export { createLedger, type Ledger } from './ledger.ts';
export type { ChangedUnit } from './progress.ts';
export type {
  RunRow,
  RunSettings,
  UnitRow,
} from './rows.ts';
export type { RunDoor } from './runs.ts';
