import type { RunHandle } from '../../client/run-handle.ts';
import type { RunView } from '../progress/run-view.ts';

/** Shows a run until it ends. An interrupt stops it, and its end is waited for. */
export async function followRun(handle: RunHandle, interrupt: AbortSignal, view: RunView): Promise<void> {
  const stopping = Promise.withResolvers<void>();
  const stop = (): void => {
    view.note('stopping the run; Ctrl-C again ends fanfold at once');
    handle.stop('stopped from the command line').then(stopping.resolve, stopping.reject);
  };
  interrupt.addEventListener('abort', stop, { once: true });
  if (interrupt.aborted) stop();
  const shown = (async () => {
    for await (const progress of handle.progress()) {
      if (!interrupt.aborted) view.progress(progress);
    }
  })();
  try {
    // A stop that fails must not wait for a run that then doesn't end.
    await Promise.race([shown, stopping.promise.then(() => shown)]);
  } finally {
    interrupt.removeEventListener('abort', stop);
  }
}
