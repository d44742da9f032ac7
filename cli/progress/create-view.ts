import pc from 'picocolors';
import type { Edge } from '../edge.ts';
import { createPlainView } from './plain-view.ts';
import type { RunView } from './run-view.ts';
import { createTerminalView } from './terminal-view.ts';

/** The view that suits where stderr goes: a live bar on a terminal, plain lines elsewhere. */
export function createView({ stderr, env }: Pick<Edge, 'stderr' | 'env'>): RunView {
  if (stderr.terminal === undefined || env.TERM === 'dumb') return createPlainView(stderr);
  const colours = pc.createColors(!env.NO_COLOR);
  const unicode = /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8');
  return createTerminalView(stderr, {
    full: unicode ? '█' : '#',
    empty: unicode ? '░' : '.',
    paint: colours.green,
  });
}
