import type { RunHandle } from '../../client/run-handle.ts';
import type { StopAnswer } from '../../client/stop-run.ts';
import type { Edge } from '../edge.ts';
import type { RunView } from '../progress/run-view.ts';

/**
 * Shows a run until it ends. The first Ctrl-C stops it so that what is done is kept, and its end is waited for; the second
 * ends its execution at once.
 */
export async function followRun(
  handle: RunHandle,
  { interrupt, atSecondInterrupt }: Pick<Edge, 'interrupt' | 'atSecondInterrupt'>,
  view: RunView,
): Promise<void> {
  const cause = 'stopped from the command line';
  const stopping = Promise.withResolvers<void>();
  const stop = (): void => {
    view.note('stopping the run: what is done is kept; Ctrl-C again ends it at once');
    handle
      .stop(cause)
      .then((answer) => {
        const more = describeAnswer(answer);
        if (more !== undefined) view.note(more);
      })
      .then(stopping.resolve, stopping.reject);
  };
  const takeBack = atSecondInterrupt(() => handle.abort(cause));
  interrupt.addEventListener('abort', stop, { once: true });
  if (interrupt.aborted) stop();
  const shown = (async () => {
    for await (const progress of handle.progress()) view.progress(progress);
  })();
  try {
    // A stop that fails must not wait for a run that then doesn't end.
    await Promise.race([shown, stopping.promise.then(() => shown)]);
  } finally {
    interrupt.removeEventListener('abort', stop);
    takeBack();
  }
}

/** What a user is told about a request to stop, besides that it was made. */
export function describeAnswer(answer: StopAnswer): string | undefined {
  return answer === 'ending' ? 'the run is about to end; waiting for it' : undefined;
}
