import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundleItemProcess } from '../../infra/bundling/bundle-item-process.ts';
import { collectNodeModules } from '../../infra/bundling/collect-node-modules.ts';
import { packageLayout } from '../../infra/bundling/package-layout.ts';
import { describeTask } from '../../infra/describe-task.ts';
import { createPipelineStack } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
afterAll(() => folder[Symbol.dispose]());

/** Puts a package into a folder's node_modules, as an install leaves it; its main module says its version. */
function install(place: string, version: string, manifest: Record<string, unknown> = {}) {
  const name = place.replace(/^.*node_modules\//, '');
  folder.write(`${place}/package.json`, JSON.stringify({ name, version, main: 'index.js', ...manifest }));
  const needs = Object.keys(manifest.dependencies ?? {});
  folder.write(
    `${place}/index.js`,
    `exports.tell = () => [${[`'${name} ${version}'`, ...needs.map((need) => `...require('${need}').tell()`)].join(', ')}];`,
  );
}

install('node_modules/native', '1.0.0', {
  dependencies: { shared: '^2', '@scope/deep': '*' },
  optionalDependencies: { 'native-for-another-system': '*' },
  peerDependencies: { host: '*', tool: '*' },
  peerDependenciesMeta: { tool: { optional: true } },
});
folder.write('node_modules/native/build/native.node', 'machine code');
chmodSync(folder.write('node_modules/native/bin/program', '#!/bin/sh\n'), 0o755);
install('node_modules/native/node_modules/shared', '2.0.0');
install('node_modules/@scope/deep', '1.0.0', { dependencies: { shared: '^1', native: '*' } });
// A circle ends where it began.
folder.write(
  'node_modules/@scope/deep/index.js',
  "exports.tell = () => ['@scope/deep 1.0.0', ...require('shared').tell()];",
);
install('node_modules/shared', '1.0.0');
install('node_modules/host', '1.0.0');
install('node_modules/tool', '1.0.0');
install('node_modules/unused', '1.0.0');

const layout = packageLayout();
const task = folder.write(
  'app/task.ts',
  `import { tell } from 'native';\n${taskSource('', '({ twice: 2 * n * tell().length })')}`,
);

test('packages are copied with what they depend on, each in the version that Node finds now', () => {
  const files = collectNodeModules(layout, task, ['native', 'shared']);
  expect(files.map(({ name }) => name).sort()).toEqual(
    [
      ...['bin/program', 'build/native.node', 'index.js', 'package.json'].map((name) => `native/${name}`),
      'native/node_modules/shared/index.js',
      'native/node_modules/shared/package.json',
      ...['@scope/deep', 'host', 'shared'].flatMap((name) => [`${name}/index.js`, `${name}/package.json`]),
    ]
      .map((name) => `node_modules/${name}`)
      .sort(),
  );
  for (const { name, contents, mode } of files) {
    const path = join(folder.path, 'copy', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents, { mode });
  }
  const { stdout } = spawnSync(
    process.execPath,
    ['-p', "require('native').tell().concat(require('shared').tell()).join()"],
    { cwd: join(folder.path, 'copy'), encoding: 'utf8' },
  );
  expect(stdout.trim()).toBe('native 1.0.0,shared 2.0.0,@scope/deep 1.0.0,shared 1.0.0,shared 1.0.0');
  const copied = (name: string) => statSync(join(folder.path, 'copy/node_modules/native', name)).mode & 0o111;
  expect([copied('bin/program'), copied('index.js')]).toEqual([0o111, 0]);
});

test('links, as pnpm makes them, are followed', () => {
  const store = (name: string, of: string) => `linked/node_modules/.pnpm/${of}/node_modules/${name}`;
  install(store('one', 'one@1'), '1.0.0', { dependencies: { two: '*' } });
  install(store('two', 'two@1'), '1.0.0');
  symlinkSync(join(folder.path, store('two', 'two@1')), join(folder.path, store('two', 'one@1')));
  symlinkSync(join(folder.path, store('one', 'one@1')), join(folder.path, 'linked/node_modules/one'));
  const names = collectNodeModules(layout, join(folder.path, 'linked/task.ts'), ['one']).map(
    ({ name }) => name,
  );
  expect(names).toEqual(
    ['one', 'two'].flatMap((name) =>
      ['index.js', 'package.json'].map((file) => `node_modules/${name}/${file}`),
    ),
  );
});

test('the code of a task tells its modules from others', () => {
  const bundled = bundleItemProcess(layout, task);
  const copied = bundleItemProcess(layout, task, ['native']);
  const code = ({ files }: typeof copied) =>
    Buffer.from(files.find(({ name }) => name === 'item-child.mjs')?.contents ?? []).toString();
  expect(code(bundled)).toContain('native 1.0.0');
  expect(code(copied)).not.toContain('native 1.0.0');
  expect(describeTask(task, { nodeModules: ['native'] }).codeDigest).toBe(copied.digest);

  folder.write('node_modules/host/index.js', '// changed');
  const changed = bundleItemProcess(layout, task, ['native']);
  expect(code(changed)).toBe(code(copied));
  expect(changed.digest).not.toBe(copied.digest);
  expect(bundleItemProcess(layout, task, ['native']).digest).toBe(changed.digest);
});

test('they lie beside the handler of the functions that run the task, and nowhere else', () => {
  const { app } = createPipelineStack(folder, { task, nodeModules: ['native'] });
  const { directory } = app.synth();
  const withModules = readdirSync(directory).filter(
    (name) =>
      name.startsWith('asset.') &&
      statSync(join(directory, name)).isDirectory() &&
      readdirSync(join(directory, name)).includes('node_modules'),
  );
  expect(withModules).toHaveLength(1);
  const asset = join(directory, withModules[0] ?? '');
  expect(readdirSync(asset)).toContain('item-child.mjs');
  expect(statSync(join(asset, 'node_modules/native/bin/program')).mode & 0o111).toBe(0o111);
});

test.each([
  [
    'that is not installed',
    ['nowhere', 'native'],
    /^`nodeModules` names nowhere, not installed in a node_modules at or above .*app; install it with npm$/,
  ],
  [
    'that are not installed',
    ['here', 'there'],
    /^`nodeModules` names here, there, not installed in .*; install them with npm$/,
  ],
  [
    'whose dependency is missing',
    ['broken'],
    /^`nodeModules` of .*task\.ts: broken depends on gone, which isn't installed; install anew with npm$/,
  ],
])('a module %s is refused', (_, names, message) => {
  folder.write(
    'node_modules/broken/package.json',
    JSON.stringify({ name: 'broken', dependencies: { gone: '*' } }),
  );
  expect(() => collectNodeModules(layout, task, names)).toThrow(message);
});

test('too much for a function is refused, and so is a link to a folder', () => {
  install('node_modules/large', '1.0.0');
  writeFileSync(join(folder.path, 'node_modules/large/model.bin'), Buffer.alloc(251 * 1024 ** 2));
  expect(() => collectNodeModules(layout, task, ['large'])).toThrow(
    /take 2631\d{5} bytes .*, Lambda takes 262144000; /,
  );
  install('node_modules/linking', '1.0.0');
  symlinkSync(folder.path, join(folder.path, 'node_modules/linking/elsewhere'));
  expect(() => collectNodeModules(layout, task, ['linking'])).toThrow(
    /linking\/elsewhere is a symbolic link to a folder/,
  );
});
