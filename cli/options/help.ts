import { wrapText } from '../format/wrap.ts';
import type { Option, OptionTable } from './option.ts';

const width = 100;

/** `fanfold run <task.ts> --input <…> [--out <dir>] …`, wrapped: the line that the docs show, too. */
export function renderSynopsis(command: { name: string; positionals: string; options: OptionTable }): string {
  const start = `fanfold ${command.name}`;
  const words = [
    command.positionals,
    ...Object.entries(command.options)
      .filter(([name]) => name !== 'help')
      .map(synopsisOf),
  ].filter((word) => word !== '');
  const lines: string[] = [];
  let line = start;
  for (const word of words) {
    if (line.length + 1 + word.length > width - 2) {
      lines.push(line);
      line = ' '.repeat(start.length);
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** One line for each option, aligned, with what it does. */
export function renderOptions(options: OptionTable): string {
  const names = Object.entries(options).map(([name, option]) => ({ shown: nameOf(name, option), option }));
  const column = Math.min(Math.max(...names.map(({ shown }) => shown.length)), 34) + 2;
  return names
    .flatMap(({ shown, option }) => {
      const help = wrapText(option.help, width - 2 - column);
      const [first = '', ...rest] = help;
      const head =
        shown.length > column - 2
          ? [`  ${shown}`, `  ${' '.repeat(column)}${first}`]
          : [`  ${shown.padEnd(column)}${first}`];
      return [...head, ...rest.map((line) => `  ${' '.repeat(column)}${line}`)];
    })
    .join('\n');
}

function synopsisOf([name, option]: [string, Option<unknown>]): string {
  const text = option.placeholder === undefined ? `--${name}` : `--${name} ${option.placeholder}`;
  return option.required ? text : `[${text}]`;
}

function nameOf(name: string, { placeholder, short }: Option<unknown>): string {
  const long = placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`;
  return short === undefined ? long : `-${short}, ${long}`;
}
