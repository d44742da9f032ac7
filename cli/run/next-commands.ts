import { runOptions } from '../commands/run-options.ts';
import { joinWords } from '../format/shell.ts';
import { parseOptions } from '../options/parse-options.ts';
import { continueCommand, dropOptions } from './continue-command.ts';
import { type PlaceValues, writePlace } from './run-place.ts';

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
    retryWith: retryCommand(program, runId, { ...values, task: positionals[0] }),
    filesWith: again,
  };
}

/** What may follow `fanfold retry`. */
export function commandsAfterRetry(
  program: string,
  args: readonly string[],
  runId: string,
  given: PlaceValues & { task?: string | undefined },
): NextCommands {
  return {
    continueWith: `${program} ${joinWords(['retry', ...args])}`,
    acceptWith: `${program} ${joinWords(['retry', ...dropOptions(args, tolerances)])}`,
    retryWith: retryCommand(program, runId, given),
    filesWith: onRun(program, 'watch', runId, given),
  };
}

/**
 * What may follow `fanfold watch` and `fanfold stop`.
 * @param planned false if the run ended before its items were found: there is nothing to retry
 */
export function commandsAfterWatch(
  program: string,
  runId: string,
  { planned, ...place }: PlaceValues & { planned: boolean },
): NextCommands {
  const retry = onRun(program, 'retry', runId, place);
  return {
    continueWith: planned ? retry : undefined,
    acceptWith: retry,
    retryWith: retryCommand(program, runId, place),
    filesWith: onRun(program, 'watch', runId, place),
  };
}

/** What is said of a run that goes on on AWS without this command: how to see it, and how to stop it. */
export function leaveOnAws(
  program: string,
  runId: string,
  { on, profile, region }: PlaceValues,
): { text: string; command: string } {
  const commands = ['watch', 'stop'].map((name) => onRun(program, name, runId, { on, profile, region }));
  return {
    text: 'What was started on AWS goes on. To watch it, or to stop it:',
    command: commands.join('\n  '),
  };
}

/** `fanfold <command> <run id>`, in the same cloud. */
export function onRun(program: string, command: string, runId: string, place: PlaceValues): string {
  return `${program} ${joinWords([command, runId, ...writePlace(place)])}`;
}

function retryCommand(
  program: string,
  runId: string,
  { task, ...place }: PlaceValues & { task?: string | undefined },
): string {
  const module = task === undefined ? '<task.ts>' : joinWords([task]);
  const retry = onRun(program, 'retry', runId, place);
  if (place.on !== 'aws') return `${retry} --task ${module}`;
  const where = joinWords(writePlace({ ...place, on: undefined }));
  return `${program} deploy ${module}${where === '' ? '' : ` ${where}`} && ${retry}`;
}
