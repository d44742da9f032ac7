import { commands } from './commands/index.ts';
import type { Edge } from './edge.ts';
import { renderCommandHelp, renderHelp } from './help.ts';
import { suggest } from './options/suggest.ts';
import { readVersion } from './version.ts';

/**
 * Runs a command line.
 * @param args without `node` and the script
 * @returns the exit code
 */
export async function dispatch(args: readonly string[], edge: Edge): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    edge.stdout.write(renderHelp(commands));
    return 0;
  }
  if (name === '--version' || name === '-v') {
    edge.stdout.write(`${await readVersion()}\n`);
    return 0;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) {
    edge.stderr.write(`${describeUnknown(name)}\n`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    edge.stdout.write(renderCommandHelp(command));
    return 0;
  }
  return command.execute(rest, edge);
}

function describeUnknown(name: string | undefined): string {
  const names = commands.map((command) => command.name);
  const there = `the commands are ${new Intl.ListFormat('en').format(names)}; fanfold --help tells more`;
  if (name === undefined) return `fanfold needs a command: ${there}`;
  const near = suggest(name, names);
  if (near !== undefined) return `${name} is no command of fanfold; did you mean ${near}?`;
  return `${name} is no command of fanfold; ${there}`;
}
