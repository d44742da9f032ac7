import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failureCode } from '../../core/contracts/failure.ts';
import { completionReason } from '../../core/contracts/run-result.ts';
import { root } from './pages.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/troubleshooting.md');

/** Codes that have an entry in a section: its headings of the third level, several in one separated by commas. */
function entriesOf(section: string): string[] {
  const from = page.indexOf(`\n## ${section}\n`);
  if (from < 0) throw new Error(`There is no section '${section}'.`);
  const next = page.indexOf('\n## ', from + 1);
  const text = page.slice(from, next < 0 ? undefined : next);
  return Array.from(text.matchAll(/^### (.+)$/gm), ([, codes = '']) => codes.split(', ')).flat();
}

test('every code of a FanfoldError has an entry, and no other', () => {
  const type = /export type ErrorCode =((?:\s*\| '\w+')+);/.exec(read('core/errors/fanfold-error.ts'))?.[1];
  const codes = Array.from((type ?? '').matchAll(/'(\w+)'/g), ([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(10);
  expect(entriesOf('Codes of fanfold').toSorted()).toEqual(codes.toSorted());
});

test('every code of a failed item has an entry, and no other', () => {
  expect(entriesOf('Codes of failed items').toSorted()).toEqual(failureCode.options.toSorted());
});

test('every error that the state machine knows has an entry, and no entry is of one that the code does not know', () => {
  const definition = read('state-machines/fan-out-fan-in.asl.json');
  const retried = Array.from(definition.matchAll(/"ErrorEquals": \[([^\]]*)\]/g), ([, names = '']) =>
    Array.from(names.matchAll(/"([^"]+)"/g), ([, name = '']) => name),
  ).flat();
  const entries = entriesOf('Codes of Step Functions and Lambda');
  const all = [...entries, ...entriesOf('Codes of fanfold')];
  expect(retried.length).toBeGreaterThan(20);
  expect([...new Set(retried)].filter((name) => !all.includes(name))).toEqual([]);

  const sources = globSync('{client,local,functions}/**/*.ts', { cwd: root }).map(read);
  const isKnown = (name: string) =>
    retried.includes(name) || sources.some((source) => source.includes(`'${name}'`));
  expect(entries.filter((name) => !isKnown(name))).toEqual([]);
});

test('each entry says what it is and how to mend it', () => {
  const entries = page.split(/^### /m).slice(1);
  const short = entries.filter((entry) => !/\*\*What:\*\*.*\*\*Mend:\*\*/s.test(entry));
  expect(short.map((entry) => entry.split('\n')[0])).toEqual([]);
});

test('the reasons for which a run ends, and the codes of items, are those of the page on failures', () => {
  const failures = read('docs/failures-and-retries.md');
  const named = Array.from(failures.matchAll(/^\| (?:\[)?`([a-z-]+|[A-Z_]+)`/gm), ([, code = '']) => code);
  expect(named.toSorted()).toEqual([...failureCode.options, ...completionReason.options].toSorted());
});
