import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findLicenceProblems } from '../../scripts/check-licences.ts';
import { allowsLicence } from '../../scripts/licences/allows-licence.ts';
import { createTaskFolder, type TaskFolder } from '../infra/support/task-folder.ts';

const script = resolve(import.meta.dirname, '../../scripts/check-licences.ts');
let project: TaskFolder;

beforeEach(() => {
  project = createTaskFolder();
});
afterEach(() => project[Symbol.dispose]());

function lock(packages: Record<string, object>): void {
  project.write(
    'package-lock.json',
    JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } }),
  );
}

function install(path: string, manifest: object): void {
  project.write(`${path}/package.json`, JSON.stringify(manifest));
}

test('npm run check:licences finds nothing in the packages of the project', () => {
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

describe('findLicenceProblems', () => {
  test('names every package whose licence is not allowed, also of those inside others', () => {
    lock({
      'node_modules/good': { version: '1.0.0' },
      'node_modules/@scope/bad': { version: '2.0.0' },
      'node_modules/good/node_modules/none': { version: '3.0.0' },
    });
    install('node_modules/good', { license: 'MIT' });
    install('node_modules/@scope/bad', { license: 'GPL-3.0-only' });
    install('node_modules/good/node_modules/none', {});
    expect(findLicenceProblems(project.path)).toEqual([
      expect.stringMatching(
        /^@scope\/bad 2\.0\.0 has the licence 'GPL-3\.0-only'; allowed are 0BSD, .*: do without/,
      ),
      expect.stringMatching(/^none 3\.0\.0 names no licence; allowed are /),
    ]);
  });

  test('believes the package, not package-lock.json', () => {
    lock({ 'node_modules/a': { version: '1.0.0', license: 'MIT' } });
    install('node_modules/a', { license: 'AGPL-3.0-only' });
    expect(findLicenceProblems(project.path)).toEqual([expect.stringContaining("'AGPL-3.0-only'")]);
  });

  test('reads the older forms', () => {
    lock({ 'node_modules/a': {}, 'node_modules/b': {}, 'node_modules/c': {} });
    install('node_modules/a', { license: { type: 'ISC', url: 'https://example.com' } });
    install('node_modules/b', { licenses: [{ type: 'GPL-2.0-only' }, { type: 'MIT' }] });
    install('node_modules/c', { licenses: [] });
    expect(findLicenceProblems(project.path)).toEqual([expect.stringMatching(/^c names no licence/)]);
  });

  test('leaves out what is for development only', () => {
    lock({
      'node_modules/a': { dev: true },
      packages: { version: '1.0.0', dev: true },
      'node_modules/l': { link: true },
    });
    expect(findLicenceProblems(project.path)).toEqual([]);
  });

  test('of packages for other platforms, package-lock.json says it; others must be there', () => {
    lock({
      'node_modules/a': { version: '1.0.0', license: 'MIT', optional: true },
      'node_modules/b': { version: '1.0.0', license: 'GPL-3.0-only', optional: true },
      'node_modules/c': { version: '1.0.0', license: 'MIT' },
    });
    expect(findLicenceProblems(project.path)).toEqual([
      expect.stringMatching(/^b 1\.0\.0 has the licence 'GPL-3\.0-only'/),
      "c 1.0.0 is not installed, so its licence can't be read; run npm ci",
    ]);
  });
});

test.each([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['mit', false],
  ['(MIT OR GPL-3.0-only)', true],
  ['GPL-3.0-only OR MIT', true],
  ['MIT AND GPL-3.0-only', false],
  ['MIT AND ISC', true],
  ['GPL-3.0-only OR MIT AND ISC', true],
  ['(GPL-3.0-only OR MIT) AND ISC', true],
  ['ISC AND (GPL-3.0-only OR AGPL-3.0-only)', false],
  ['MIT OR (GPL-3.0-only', false],
  ['MIT)', false],
  ['MIT MIT', false],
  ['Apache-2.0 WITH LLVM-exception', false],
  ['SEE LICENSE IN LICENSE', false],
  ['UNLICENSED', false],
  ['', false],
])('the licence %j is allowed: %j', (expression, allowed) => {
  expect(allowsLicence(expression, new Set(['MIT', 'ISC', 'Apache-2.0']))).toBe(allowed);
});
