/** Why something that was running has to end. */
export type CancelReason =
  /** StopExecution, or the parent of a Map Run ended. */
  | { kind: 'stopped'; error?: string | undefined; cause?: string | undefined }
  /** The machine's TimeoutSeconds, or an EXPRESS execution's five minutes. */
  | { kind: 'timedOut' }
  /** Another branch of a Parallel, or another iteration of a Map, failed. */
  | { kind: 'siblingFailed' }
  /** The local cloud is being closed: end at once and write nothing. */
  | { kind: 'closing' };

/** Thrown out of whatever was waiting when it was cancelled. Never matched by Retry or Catch. */
export class Cancelled extends Error {
  override name = 'Cancelled';
  readonly reason: CancelReason;

  constructor(reason: CancelReason) {
    super(`Cancelled: ${reason.kind}`);
    this.reason = reason;
  }
}

type Listener = (reason: CancelReason) => void;

/**
 * Tells running things to end; a tree, as executions, branches and iterations are. An AbortController would do, but
 * 10,000 children in flight have one each, and a bare object is a tenth of its size.
 */
export class Cancellation {
  #reason: CancelReason | undefined;
  #listeners: Set<Listener> | undefined;
  #leaveParent: (() => void) | undefined;

  constructor(parent?: Cancellation) {
    this.#leaveParent = parent?.onCancel((reason) => this.cancel(reason));
  }

  get reason(): CancelReason | undefined {
    return this.#reason;
  }

  /** Cancels this and everything below; the first reason stays. */
  cancel(reason: CancelReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.detach();
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener(reason);
  }

  /** Calls back on cancellation, at once when that was before. Returns how to take it back. */
  onCancel(listener: Listener): () => void {
    if (this.#reason !== undefined) {
      listener(this.#reason);
      return () => {};
    }
    this.#listeners ??= new Set();
    const listeners = this.#listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Leaves the parent when what this stands for has ended by itself. */
  detach(): void {
    this.#leaveParent?.();
    this.#leaveParent = undefined;
  }

  throwIfCancelled(): void {
    if (this.#reason !== undefined) throw new Cancelled(this.#reason);
  }
}
