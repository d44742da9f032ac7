import { expect, test } from 'vitest';
import { commands } from '../../cli/commands/index.ts';
import { readPages } from './pages.ts';

const pages = readPages();
const calls = pages.flatMap(({ path, text }) => callsIn(text).map((call) => ({ path, ...call })));

/** Calls of `fanfold` in code, in a block or within a line, with the options that stand in the same line. */
function callsIn(text: string): { name: string; options: string[] }[] {
  const code = [
    ...Array.from(text.matchAll(/^ *```\w*\n(.*?)^ *```$/gms), ([, block = '']) =>
      block.replaceAll('\\\n', ' ').split('\n'),
    ).flat(),
    ...Array.from(text.matchAll(/`([^`\n]+)`/g), ([, span = '']) => span),
  ];
  return code.flatMap((line) => {
    const call = /^(?:[$>] |\s*)?(?:npm run fanfold --|(?:npx )?fanfold) ([a-z]+)\b([^#]*)/.exec(line);
    const [, name, rest = ''] = call ?? [];
    if (name === undefined) return [];
    return [{ name, options: Array.from(rest.matchAll(/--([a-z][a-z-]*)/g), ([, option = '']) => option) }];
  });
}

test('every command that the pages name exists, with the options that they give it', () => {
  const wrong = calls.flatMap(({ path, name, options }) => {
    const command = commands.find((each) => each.name === name);
    if (command === undefined) return [`${path}: there is no fanfold ${name}`];
    return options
      .filter((option) => !Object.hasOwn(command.options, option))
      .map((option) => `${path}: fanfold ${name} has no --${option}`);
  });
  expect(calls.length).toBeGreaterThan(30);
  expect(wrong).toEqual([]);
});

test('every command of the command line is in the README and on a page', () => {
  const namesIn = (readme: boolean) =>
    new Set(calls.filter(({ path }) => (path === 'README.md') === readme).map(({ name }) => name));
  const names = commands.map(({ name }) => name);
  expect(names.filter((name) => !namesIn(true).has(name))).toEqual([]);
  expect(names.filter((name) => !namesIn(false).has(name))).toEqual([]);
});
