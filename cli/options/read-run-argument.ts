import { showText } from '../format/show-text.ts';
import { readRunId } from './readers.ts';

/** The run id that a command takes as its only argument; `problems` names what is wrong with it. */
export function readRunArgument(
  command: string,
  [given, ...surplus]: readonly string[],
): { runId: string; problems: string[] } {
  const problems = surplus.map(
    (extra) => `${showText(extra)} is one argument too many; one run id is allowed`,
  );
  if (given === undefined) return { runId: '', problems: [`no run id is given: fanfold ${command} <runId>`] };
  const reading = readRunId(given);
  if (reading.ok) return { runId: reading.value, problems };
  return {
    runId: given,
    problems: [`the run id is ${showText(given)}; it must be ${reading.allowed}`, ...problems],
  };
}
