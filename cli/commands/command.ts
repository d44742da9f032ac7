import type { Edge } from '../edge.ts';
import type { OptionTable } from '../options/option.ts';

/** One of fanfold's commands. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Placeholders of its arguments, such as `<task.ts>`. */
  readonly positionals: string;
  readonly options: OptionTable;
  /** Further paragraphs and examples of its `--help`. */
  readonly details: readonly string[];
  /**
   * Does it.
   * @param args what followed the command's name
   * @returns the exit code
   */
  execute(args: readonly string[], edge: Edge): Promise<number>;
}
