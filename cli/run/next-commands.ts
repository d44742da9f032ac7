import { runOptions } from '../commands/run-options.ts';
import { joinWords } from '../format/shell.ts';
import { parseOptions } from '../options/parse-options.ts';
import { continueCommand, dropOptions } from './continue-command.ts';

/** Command lines that a summary suggests. */
export interface NextCommands {
  /** Does the rest of the run; undefined where only the command that started it can. */
  continueWith: string | undefined;
  /** Delivers the run although items failed; a tolerance is added to it. */
  acceptWith: string;
  /** Runs again what failed, with the task repaired. */
  retryWith: string;
  /** Gets the files of a run that succeeded; `--out <dir>` is added to it. */
  filesWith: string;
}

const tolerances = ['tolerated-failure-percentage', 'tolerated-failure-count'];

/** What may follow `fanfold run`. */
export function commandsAfterRun(program: string, args: readonly string[], runId: string): NextCommands {
  const { values, positionals } = parseOptions(args, runOptions);
  const again = continueCommand(program, args, runId);
  return {
    continueWith: again,
    acceptWith: continueCommand(program, args, runId, tolerances),
    retryWith: retryCommand(program, runId, { task: positionals[0], state: values.state }),
    filesWith: again,
  };
}

/** What may follow `fanfold retry`. */
export function commandsAfterRetry(
  program: string,
  args: readonly string[],
  runId: string,
  given: { task?: string | undefined; state?: string | undefined },
): NextCommands {
  return {
    continueWith: `${program} ${joinWords(['retry', ...args])}`,
    acceptWith: `${program} ${joinWords(['retry', ...dropOptions(args, tolerances)])}`,
    retryWith: retryCommand(program, runId, given),
    filesWith: onRun(program, 'watch', runId, given.state),
  };
}

/**
 * What may follow `fanfold watch` and `fanfold stop`.
 * @param planned false if the run ended before its items were found: there is nothing to retry
 */
export function commandsAfterWatch(
  program: string,
  runId: string,
  { state, planned }: { state?: string | undefined; planned: boolean },
): NextCommands {
  const retry = onRun(program, 'retry', runId, state);
  return {
    continueWith: planned ? retry : undefined,
    acceptWith: retry,
    retryWith: retryCommand(program, runId, { state }),
    filesWith: onRun(program, 'watch', runId, state),
  };
}

/** `fanfold <command> <run id>`, on the same state folder. */
export function onRun(program: string, command: string, runId: string, state: string | undefined): string {
  return `${program} ${joinWords([command, runId, ...(state === undefined ? [] : ['--state', state])])}`;
}

function retryCommand(
  program: string,
  runId: string,
  { task, state }: { task?: string | undefined; state?: string | undefined },
): string {
  return `${onRun(program, 'retry', runId, state)} --task ${task === undefined ? '<task.ts>' : joinWords([task])}`;
}
