import { relative } from 'node:path';
import type { NextCommands } from '../run/next-commands.ts';

/** What the summary needs besides the run's result. */
export interface SummaryContext extends NextCommands {
  /** Shows a path as the user would type it. */
  showPath: (path: string) => string;
}

/** Shows paths below a folder relative to it, others as they are. */
export function showPathFrom(cwd: string): SummaryContext['showPath'] {
  return (path) => {
    const shown = relative(cwd, path);
    return shown.startsWith('..') ? path : shown;
  };
}
