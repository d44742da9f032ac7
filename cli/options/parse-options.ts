import { parseArgs } from 'node:util';
import { showText } from '../format/show-text.ts';
import type { OptionTable, OptionValues } from './option.ts';
import { suggest } from './suggest.ts';

/** What a command line says. `problems` names everything that is wrong with it, a sentence each. */
export interface ParsedLine<Table extends OptionTable> {
  values: OptionValues<Table>;
  positionals: string[];
  problems: string[];
}

/**
 * Reads a command's arguments by its option table. node:util's parseArgs cuts the line into tokens; its strict mode
 * stops at the first problem, so what the tokens mean is checked here, and all problems are told at once.
 */
export function parseOptions<Table extends OptionTable>(
  args: readonly string[],
  table: Table,
): ParsedLine<Table> {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(table).map(([name, { placeholder, short }]) => [
        name,
        { type: placeholder === undefined ? 'boolean' : 'string', ...(short !== undefined && { short }) },
      ]),
    ),
    strict: false,
    tokens: true,
  });

  const values: Record<string, unknown> = {};
  const seen = new Set<string>();
  const positionals: string[] = [];
  const problems: string[] = [];
  // Index after a mistyped option: what stands there is its value and no argument.
  let valueOfUnknown = -1;
  for (const token of tokens) {
    if (token.kind === 'positional' && token.index !== valueOfUnknown) positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
    if (option === undefined) {
      const meant = suggestOption(token.rawName, table);
      problems.push(describeUnknown(token.rawName, meant));
      const takesValue = meant !== undefined && table[meant]?.placeholder !== undefined;
      if (takesValue && token.value === undefined) valueOfUnknown = token.index + 1;
      continue;
    }
    const name = `--${token.name}`;
    if (option.placeholder === undefined) {
      if (token.value !== undefined) problems.push(`${name} takes no value, not ${showText(token.value)}`);
      else values[token.name] = true;
      continue;
    }
    const first = !seen.has(token.name);
    seen.add(token.name);
    if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))) {
      problems.push(`${name} needs a value: ${name} ${option.placeholder}`);
      continue;
    }
    if (!first) {
      problems.push(`${name} is given twice; it may be given once`);
      continue;
    }
    const reading = option.read(token.value);
    if (reading.ok) values[token.name] = reading.value;
    else problems.push(`${name} is ${showText(token.value)}; it must be ${reading.allowed}`);
  }
  for (const [name, option] of Object.entries(table)) {
    if (option.required && !seen.has(name)) {
      problems.push(`--${name} is missing: --${name} ${option.placeholder ?? ''}`.trimEnd());
    }
  }
  // Each value came out of the reader of its own option, which is the type that OptionValues derives.
  return { values: values as OptionValues<Table>, positionals, problems };
}

function suggestOption(given: string, table: OptionTable): string | undefined {
  return given.startsWith('--') ? suggest(given.slice(2), Object.keys(table)) : undefined;
}

function describeUnknown(given: string, meant: string | undefined): string {
  return meant === undefined
    ? `${given} is no option; --help lists those there are`
    : `${given} is no option; did you mean --${meant}?`;
}
