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
  const dropped = [...without, 'run-id'];
  const kept = args.filter((arg, at) => !names(arg, dropped) && !takesNext(args[at - 1], dropped));
  return `${program} ${['run', ...kept, '--run-id', runId].map(quote).join(' ')}`;
}

function names(arg: string, options: readonly string[]): boolean {
  return options.some((option) => arg === `--${option}` || arg.startsWith(`--${option}=`));
}

function takesNext(before: string | undefined, options: readonly string[]): boolean {
  return options.some((option) => before === `--${option}`);
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
