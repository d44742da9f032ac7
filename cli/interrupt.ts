import { Interrupted } from './report-error.ts';

/**
 * Turns signals into an AbortSignal: the first SIGINT (Ctrl-C) or SIGTERM aborts it, so that work can end in order; the
 * second ends the process at once.
 */
export function createInterrupt(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}
