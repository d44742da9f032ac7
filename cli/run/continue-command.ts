import { joinWords } from '../format/shell.ts';

/**
 * The command line that continues a run: the one that was typed, with `--run-id`. Quoted for a POSIX shell.
 * @param program how fanfold was called, such as `fanfold`
 * @param args what followed `fanfold run`
 * @param without names of options to leave out, with their values
 */
export function continueCommand(
  program: string,
  args: readonly string[],
  runId: string,
  without: readonly string[] = [],
): string {
  const kept = dropOptions(args, [...without, 'run-id']);
  return `${program} ${joinWords(['run', ...kept, '--run-id', runId])}`;
}

/** Arguments without some options, given by their names, and without their values. */
export function dropOptions(args: readonly string[], dropped: readonly string[]): string[] {
  return args.filter((arg, at) => !names(arg, dropped) && !takesNext(args[at - 1], dropped));
}

function names(arg: string, options: readonly string[]): boolean {
  return options.some((option) => arg === `--${option}` || arg.startsWith(`--${option}=`));
}

function takesNext(before: string | undefined, options: readonly string[]): boolean {
  return options.some((option) => before === `--${option}`);
}
