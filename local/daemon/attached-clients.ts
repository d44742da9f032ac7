/** Who needs the daemon. When the last one has gone, it is no longer needed, for good. */
export class AttachedClients {
  readonly #clients = new Set<symbol>();
  readonly #whenNone: () => void;
  #over = false;

  /** @param whenNone called once, when the last client has gone */
  constructor(whenNone: () => void) {
    this.#whenNone = whenNone;
  }

  /** Whether new clients come too late. */
  get over(): boolean {
    return this.#over;
  }

  /** @returns what to call when the client has gone; more calls do no harm */
  add(): () => void {
    const client = Symbol('client');
    this.#clients.add(client);
    return () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.end();
    };
  }

  /** Ends it whoever is attached. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#whenNone();
  }
}
