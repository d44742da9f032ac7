import { randomUUID } from 'node:crypto';
import type { LocalAccount } from '../../ports.ts';
import { executionArn, expressChildArn } from '../arns.ts';
import type { ChildNames } from './child-names.ts';
import type { MapRunRecord } from './record.ts';

/** Gives the children of a Map Run their names and ARNs. */
export class ChildIdentities {
  readonly #account: LocalAccount;
  readonly #mapRun: MapRunRecord;
  readonly #names: ChildNames;

  constructor(account: LocalAccount, mapRun: MapRunRecord, names: ChildNames) {
    this.#account = account;
    this.#mapRun = mapRun;
    this.#names = names;
  }

  identify(sequence: number): { name: string; arn: string } {
    const { machineName, label, executionType } = this.#mapRun;
    const name = this.#names.nameOf(sequence);
    const arn =
      executionType === 'EXPRESS'
        ? expressChildArn(this.#account, machineName, label, name, randomUUID())
        : executionArn(this.#account, machineName, name, label);
    return { name, arn };
  }
}
