import { once } from 'node:events';
import type { RunHandle } from '../../client/run-handle.ts';
import type { RunView } from '../progress/run-view.ts';

/**
 * Shows a run until it ends, or until an interrupt, which leaves the run alone.
 * @returns false if it was interrupted
 */
export async function watchRun(handle: RunHandle, interrupt: AbortSignal, view: RunView): Promise<boolean> {
  if (interrupt.aborted) return false;
  const shown = (async () => {
    for await (const progress of handle.progress()) {
      if (interrupt.aborted) return false;
      view.progress(progress);
    }
    return true;
  })();
  const done = new AbortController();
  const interrupted = once(interrupt, 'abort', { signal: done.signal }).then(
    () => false,
    () => true,
  );
  try {
    return await Promise.race([shown, interrupted]);
  } finally {
    done.abort();
    // Else it would be asked for its end until that comes, and this process with it.
    if (interrupt.aborted) handle.detach();
  }
}
