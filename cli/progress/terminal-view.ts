import type { Output } from '../edge.ts';
import { cutText } from '../format/wrap.ts';
import { type BarStyle, renderBar } from './bar.ts';
import { describeProgress } from './describe-progress.ts';
import { createRate } from './rate.ts';
import type { RunView } from './run-view.ts';

const redrawMs = 100;

/**
 * One line at the bottom of a terminal that is drawn over, at most ten times a second and in a single write each, so
 * that it doesn't flicker. Follows the terminal's width.
 */
export function createTerminalView(output: Output, style: BarStyle, now: () => number = Date.now): RunView {
  const rate = createRate();
  let shown = '';
  let drawnAt = Number.NEGATIVE_INFINITY;
  // A line that fills the last column would wrap on some terminals.
  const width = (): number => Math.max(10, (output.terminal?.columns ?? 80) - 1);

  const draw = (line: string): void => {
    if (line === shown) return;
    shown = line;
    output.write(`\r${line}\u001b[K`);
  };
  const clear = (): void => {
    if (shown !== '') output.write('\r\u001b[K');
    shown = '';
  };

  return {
    phase: (text) => draw(cutText(`${text} …`, width())),
    step(text) {
      const at = now();
      if (at - drawnAt < redrawMs) return;
      drawnAt = at;
      draw(cutText(`${text} …`, width()));
    },
    note(text) {
      clear();
      output.write(`${text}\n`);
    },
    progress(progress) {
      if (progress.phase === 'planning') return;
      const at = now();
      rate.add(progress.items.done, at);
      if (at - drawnAt < redrawMs) return;
      drawnAt = at;
      const { items } = progress;
      const facts = describeProgress(progress, {
        perSecond: rate.perSecond(),
        remainingMs: rate.remainingMs(items.total - items.done),
      });
      draw(renderBar(facts, width(), style));
    },
    close: clear,
  };
}
