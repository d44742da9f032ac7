import { isFanfoldError } from '../core/errors/fanfold-error.ts';
import type { Edge } from './edge.ts';

/** Reason with which {@link Edge.interrupt} aborts. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('stopped by Ctrl-C or SIGTERM');
  }
}

/** An error as people read it, and as `--json` tells it. */
export interface ErrorDescription {
  text: string;
  error: { code: string; message: string };
}

/**
 * Puts an error into words: fanfold's own as the sentence that they are, all others on one line with their code. The
 * stack comes with `FANFOLD_DEBUG=1` only.
 */
export function describeError(
  thrown: unknown,
  { env, interrupt }: Pick<Edge, 'env' | 'interrupt'>,
): ErrorDescription {
  // What breaks after Ctrl-C breaks because of it: child processes in the same terminal got the signal, too.
  const error = interrupt.aborted && !isFanfoldError(thrown) ? new Interrupted() : toError(thrown);
  const code = codeOf(error);
  const message = error.message || 'no message';
  const stack = env.FANFOLD_DEBUG ? `\n${toError(thrown).stack ?? ''}` : '';
  if (isFanfoldError(error)) {
    const text = error.code === 'InvalidUsage' ? message : `${code}: ${message}`;
    return { text: `${text}${stack}`, error: { code, message } };
  }
  if (error instanceof Interrupted) return { text: `${message}${stack}`, error: { code, message } };
  const [line = ''] = message.split('\n');
  const hint = stack === '' ? ' (FANFOLD_DEBUG=1 shows the stack)' : stack;
  return { text: `fanfold failed: ${code}: ${line}${hint}`, error: { code, message } };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
