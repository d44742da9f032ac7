import type { Ledger, UnitId, UnitProgress } from '../../aws/ledger/index.ts';

/** How long a claim holds without a heartbeat: an environment that dies frees its unit after this. */
export const leaseMs = 15_000;
/** Between heartbeats; each costs one write. */
const beatMs = 3_000;

/** Keeps a unit's claim alive while it runs, and says in the ledger how far it has come. */
export class Lease {
  readonly #ledger: Ledger;
  readonly #id: UnitId;
  readonly #holder: { owner: string; epoch: number };
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(
    ledger: Ledger,
    id: UnitId,
    holder: { owner: string; epoch: number },
    progress: () => UnitProgress,
  ) {
    this.#ledger = ledger;
    this.#id = id;
    this.#holder = holder;
    this.#timer = setInterval(() => void this.#beat(progress()), beatMs);
  }

  /** Aborts when the unit is no longer this attempt's. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  async #beat(progress: UnitProgress): Promise<void> {
    // A beat that doesn't come through is repeated by the next; a lease outlives several.
    const held = await this.#ledger
      .heartbeatUnit(this.#id, { ...this.#holder, leaseMs, progress })
      .catch(() => true);
    if (!held) this.#lost.abort(new LeaseLost());
  }
}

/** Another attempt has taken the unit over or committed it, or the run was closed. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
