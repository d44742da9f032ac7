import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { codesIn, readTable } from './support/markdown-table.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/deploying.md');

test('the table has every property, and no other', () => {
  const props = ['fan-out-fan-in-props', 'network-props', 'task-function-props'].flatMap((name) =>
    Array.from(read(`infra/${name}.ts`).matchAll(/^ {2}readonly (\w+)\??:/gm), ([, prop = '']) => prop),
  );
  const documented = readTable(page, 'Properties').flatMap((row) => codesIn(row.get('property')));
  expect(documented.toSorted()).toEqual(props.toSorted());
});

test('the tables of alarms, metrics and grants name what the construct has', () => {
  const construct = read('infra/fan-out-fan-in.ts');
  const methods = Array.from(
    construct.matchAll(/^ {2}((?:metric|grant)[A-Z]\w+)\(/gm),
    ([, name = '']) => name,
  );
  const metrics = Array.from(page.matchAll(/^\| ((?:`metric\w+` ?)+)\|/gm), ([, cell]) =>
    codesIn(cell),
  ).flat();
  const grants = readTable(page, 'Starting and reading runs from elsewhere').flatMap((row) =>
    codesIn(row.get('grant')),
  );
  expect([...metrics, ...grants].sort()).toEqual(methods.sort());
});
