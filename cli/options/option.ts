/** What reading an option's text gave: its value, or what would be allowed. */
export type Reading<Value> = { ok: true; value: Value } | { ok: false; allowed: string };

/** One option of a command: parser, `--help` and the synopsis are all made of it. */
export interface Option<Value> {
  /** Placeholder for its value, such as `N`. Absent: a switch. */
  readonly placeholder?: string;
  readonly short?: string;
  readonly required?: boolean;
  /** For `--help`: sentences without a full stop at the end. */
  readonly help: string;
  read(text: string): Reading<Value>;
}

/** Options of a command by name, without dashes, in the order of the help. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** Values of a table's options; those that were not given are absent. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]?: Table[Name] extends Option<infer Value> ? Value : never;
};

/** An option without a value: given or not. */
export function flag(option: { short?: string; help: string }): Option<boolean> {
  return { ...option, read: () => ({ ok: true, value: true }) };
}
