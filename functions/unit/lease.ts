import type { Ledger, UnitId, UnitProgress } from '../../aws/ledger/index.ts';
import type { EarlyEnd } from '../../core/contracts/run-result.ts';

/** Heartbeats in a lease: several may fail to come through. */
const beatsPerLease = 5;
/** The first heartbeat comes after this part of the time between two. */
const firstBeatShare = 3;

/** One attempt's hold on a unit. */
export interface LeaseHolder {
  owner: string;
  epoch: number;
  /** The checkpoint from which it began. */
  base: number;
  /** A backup copy holds no lease: it only looks whether its work is still wanted. */
  backup: boolean;
  leaseMs: number;
}

/** Keeps a unit's claim alive while it runs, says in the ledger how far it has come, and hears that it shall end. */
export class Lease {
  readonly #ledger: Ledger;
  readonly #id: UnitId;
  readonly #holder: LeaseHolder;
  readonly #lost = new AbortController();
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout;
  #ending: EarlyEnd | undefined;
  #beating: Promise<unknown> = Promise.resolve();

  constructor(ledger: Ledger, id: UnitId, holder: LeaseHolder, progress: () => UnitProgress) {
    this.#ledger = ledger;
    this.#id = id;
    this.#holder = holder;
    const beat = () => {
      this.#beating = Promise.all([this.#beating, this.#beat(progress())]);
    };
    const everyMs = holder.leaseMs / beatsPerLease;
    // Govern learns from heartbeats: the first one comes soon, so that it needn't wait for a unit's end.
    this.#timer = setTimeout(() => {
      beat();
      this.#timer = setInterval(beat, everyMs);
    }, everyMs / firstBeatShare);
  }

  /** Aborts when the unit is no longer this attempt's: committed or continued by another, or its run was closed. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Aborts when the run is being ended. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Why the run is being ended. */
  get ending(): EarlyEnd | undefined {
    return this.#ending;
  }

  /** Beats no more. @returns once no beat is under way: one that came after the unit was freed would hold it for another lease */
  async end(): Promise<void> {
    // Node's timers of both kinds are cleared alike.
    clearTimeout(this.#timer);
    await this.#beating;
  }

  async #beat(progress: UnitProgress): Promise<void> {
    // A beat that doesn't come through is repeated by the next; a lease outlives several.
    await Promise.allSettled([this.#hold(progress), this.#look()]);
  }

  async #hold(progress: UnitProgress): Promise<void> {
    const { owner, epoch, base, backup, leaseMs } = this.#holder;
    if (!backup) {
      const held = await this.#ledger.heartbeatUnit(this.#id, { owner, epoch, leaseMs, progress });
      if (!held) this.#lost.abort(new LeaseLost());
      return;
    }
    const row = await this.#ledger.getUnit(this.#id);
    const wanted = row?.state === 'claimed' && row.epoch === epoch && row.base === base;
    if (!wanted) this.#lost.abort(new LeaseLost());
  }

  async #look(): Promise<void> {
    const door = await this.#ledger.readDoor(this.#id.runId);
    if (door === undefined || door.epoch > this.#holder.epoch) this.#lost.abort(new LeaseLost());
    if (door?.ending === undefined) return;
    this.#ending = door.ending;
    this.#stopped.abort();
  }
}

/** Another attempt has taken the unit over or committed it, or the run was closed. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
