import type { Command } from './commands/command.ts';
import { wrapText } from './format/wrap.ts';
import { renderOptions, renderSynopsis } from './options/help.ts';
import { renderFacts } from './summary/table.ts';

/** Text of `fanfold --help`. */
export function renderHelp(commands: readonly Command[]): string {
  const list = renderFacts(commands.map(({ name, summary }) => [name, summary] as const));
  return `fanfold runs one function over every item of a data set, in parallel, and folds the rows
into one data set.

Usage
${commands.map((command) => indent(renderSynopsis(command))).join('\n')}

Commands
${list.map(indent).join('\n')}

Options
  -h, --help     show this; fanfold <command> --help tells more
  -v, --version  print the version
`;
}

/** Text of `fanfold <command> --help`. */
export function renderCommandHelp(command: Command): string {
  return `fanfold ${command.name}: ${command.summary}

Usage
${indent(renderSynopsis(command))}

Options
${renderOptions(command.options)}

${command.details.map((text) => wrapText(text, 100).join('\n')).join('\n\n')}
`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
