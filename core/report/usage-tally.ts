import type { Receipt } from '../contracts/receipt.ts';
import { noUsage, type RunUsage } from '../cost/run-usage.ts';
import { handlerMsOf } from '../unit/sum-receipts.ts';
import type { ReportedUnit } from './reported-unit.ts';
import { rowBytesOf } from './row-bytes.ts';

/** EXPRESS workflows are billed in steps of this. */
const expressStepMs = 100;

/** Adds up what units used that AWS bills. */
export class UsageTally {
  readonly #beatMs: number;
  readonly #units: Omit<RunUsage['units'], 'memoryMb'> = noUsage().units;

  /** @param beatMs from one heartbeat of a unit to the next; the first comes after a third of it */
  constructor(beatMs: number) {
    this.#beatMs = beatMs;
  }

  add({ attempts, receipt }: ReportedUnit): void {
    const units = this.#units;
    units.invocations += attempts;
    units.repeated += Math.max(0, attempts - 1);
    units.rowBytes += rowBytesOf(receipt);
    if (receipt?.express) units.expressChildren += 1;
    else units.standardChildren += 1;
    if (receipt !== undefined) this.#addReceipt(receipt);
  }

  get units(): Omit<RunUsage['units'], 'memoryMb'> {
    return this.#units;
  }

  #addReceipt({ timing, output, failures, express }: Receipt): void {
    const units = this.#units;
    const handlerMs = handlerMsOf(timing);
    units.billedMs += handlerMs + timing.initMs;
    units.objects += (output === null ? 0 : 1) + (failures === null ? 0 : 1);
    units.heartbeats += Math.max(0, Math.floor(handlerMs / this.#beatMs + 2 / 3));
    if (!express) return;
    const childMs = (timing.queuedMs ?? 0) + timing.initMs + handlerMs;
    units.expressMs += Math.ceil(childMs / expressStepMs) * expressStepMs;
  }
}
