import type { ExecutionEnvironment } from './environment.ts';

/** Idle environments of other functions that stay when a function needs a new one: machines that develop are small. */
const mostOfOthers = 1;

interface IdleEnvironment {
  owner: object;
  environment: ExecutionEnvironment;
  timer: NodeJS.Timeout;
}

/**
 * The warm environments of all functions that have nothing to do. Lambda keeps its own for minutes and owes nobody that;
 * here they go after a short while, and earlier when another function needs the memory.
 */
export class IdleEnvironments {
  readonly #idleMs: number;
  /** Most recently used last. */
  #entries: IdleEnvironment[] = [];

  /** @param idleSeconds how long an environment stays without an invocation */
  constructor(idleSeconds: number) {
    this.#idleMs = idleSeconds * 1000;
  }

  /** The environment that its owner used last and that is still alive. */
  take(owner: object): ExecutionEnvironment | undefined {
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      const entry = this.#entries[at];
      if (entry?.owner !== owner) continue;
      this.#remove(entry);
      if (entry.environment.alive) return entry.environment;
    }
    return undefined;
  }

  /** Whether an owner has an environment that is alive. */
  has(owner: object): boolean {
    return this.#entries.some((entry) => entry.owner === owner && entry.environment.alive);
  }

  put(owner: object, environment: ExecutionEnvironment): void {
    const timer = setTimeout(() => this.#end(entry), this.#idleMs).unref();
    const entry: IdleEnvironment = { owner, environment, timer };
    this.#entries.push(entry);
  }

  /** Ends what other functions keep warm, but for the one used last. */
  makeRoom(owner: object): void {
    const others = this.#entries.filter((entry) => entry.owner !== owner);
    for (const entry of others.slice(0, Math.max(0, others.length - mostOfOthers))) this.#end(entry);
  }

  /** Ends all that an owner keeps warm. */
  endAll(owner: object): void {
    for (const entry of this.#entries.filter((each) => each.owner === owner)) this.#end(entry);
  }

  #end(entry: IdleEnvironment): void {
    this.#remove(entry);
    entry.environment.kill();
  }

  #remove(entry: IdleEnvironment): void {
    clearTimeout(entry.timer);
    this.#entries = this.#entries.filter((each) => each !== entry);
  }
}
