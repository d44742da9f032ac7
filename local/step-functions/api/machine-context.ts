import type { LocalAccount } from '../../ports.ts';
import type { Executions } from '../execution/executions.ts';
import type { MachineStore } from '../store/machine-store.ts';

/** What the operations on state machines work with. */
export interface MachineContext {
  account: LocalAccount;
  machines: MachineStore;
  executions: Executions;
  /** Names of machines that are deleted once their executions have ended; running executions look here. */
  deletedMachines: Set<string>;
  now(): number;
}
