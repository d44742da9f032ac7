import { Interrupted } from './report-error.ts';

/** What Ctrl-C and SIGTERM do. */
export interface Interrupts {
  /** Aborts at the first one, so that work can end in order. */
  readonly signal: AbortSignal;
  /**
   * Has something done at the second one, before the process ends.
   * @returns takes it back
   */
  atSecond(work: () => Promise<unknown>): () => void;
}

/** Time that the work at the second signal may take. */
const lastWorkMs = 2_000;

/**
 * Listens to the signals of this process: the first SIGINT (Ctrl-C) or SIGTERM aborts a signal, the second does what is
 * given to `atSecond` and ends the process, the third ends it at once.
 */
export function createInterrupts(): Interrupts {
  const controller = new AbortController();
  const works = new Set<() => Promise<unknown>>();
  let ending = false;
  const onSignal = (): void => {
    if (!controller.signal.aborted) {
      controller.abort(new Interrupted());
      return;
    }
    if (ending || works.size === 0) process.exit(1);
    ending = true;
    setTimeout(() => process.exit(1), lastWorkMs);
    Promise.allSettled([...works].map((work) => work())).then(() => process.exit(1));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    atSecond(work) {
      works.add(work);
      return () => works.delete(work);
    },
  };
}
