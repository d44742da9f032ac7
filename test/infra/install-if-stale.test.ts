import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createTaskFolder, type TaskFolder } from './support/task-folder.ts';

const script = resolve(import.meta.dirname, '../../scripts/install-if-stale.mjs');

/** A project with one dependency, which lies in the project, so that npm needs no network. */
function createProject(folder: TaskFolder): void {
  const dependencies = { greeting: 'file:greeting' };
  folder.write('package.json', JSON.stringify({ name: 'project', version: '1.0.0', dependencies }));
  folder.write('greeting/package.json', JSON.stringify({ name: 'greeting', version: '1.0.0' }));
  folder.write(
    'package-lock.json',
    JSON.stringify({
      name: 'project',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'project', version: '1.0.0', dependencies },
        greeting: { version: '1.0.0' },
        'node_modules/greeting': { resolved: 'greeting', link: true },
      },
    }),
  );
  folder.write('.npmrc', 'offline=true\naudit=false\nfund=false\nupdate-notifier=false\n');
  folder.write('scripts/.keep', '');
  cpSync(script, join(folder.path, 'scripts/install-if-stale.mjs'));
}

function install(folder: TaskFolder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/install-if-stale.mjs'], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder.path },
  });
  return { status, stdout, lines: stderr.split('\n').filter((line) => line !== '') };
}

describe('install-if-stale', () => {
  let folder: TaskFolder;
  beforeEach(() => {
    folder = createTaskFolder();
    createProject(folder);
    return () => folder[Symbol.dispose]();
  });
  const lock = () => join(folder.path, 'package-lock.json');
  const installed = () => join(folder.path, 'node_modules/.package-lock.json');

  test('installs what is missing, says why in one line, and then does nothing', () => {
    const first = install(folder);
    expect(first.status).toBe(0);
    expect(first.lines[0]).toBe('Installing packages: node_modules is missing. Running npm ci ...');
    expect(first.stdout).toBe('');
    expect(existsSync(join(folder.path, 'node_modules/greeting/package.json'))).toBe(true);
    expect(install(folder)).toEqual({ status: 0, stdout: '', lines: [] });
  });

  test('finds an installation that was interrupted', () => {
    install(folder);
    rmSync(installed());
    const { status, lines } = install(folder);
    expect(lines[0]).toBe('Installing packages: the last installation was not finished. Running npm ci ...');
    expect(status).toBe(0);
  });

  test('finds packages that are missing, other ones, of another platform, or removed', () => {
    install(folder);
    const change = (file: string, edit: (packages: Record<string, object>) => void) => {
      const before = readFileSync(file, 'utf8');
      const content = JSON.parse(before);
      edit(content.packages);
      writeFileSync(file, JSON.stringify(content));
      const [line = ''] = install(folder).lines;
      writeFileSync(file, before);
      return line.replace('Installing packages: ', '').replace(' Running npm ci ...', '');
    };
    expect(
      change(installed(), (packages) => {
        delete packages['node_modules/greeting'];
      }),
    ).toBe('greeting is missing.');
    expect(
      change(installed(), (packages) =>
        Object.assign(packages['node_modules/greeting'] ?? {}, { version: '0.9.0' }),
      ),
    ).toBe('greeting is 0.9.0 and should be undefined.');
    expect(
      change(installed(), (packages) =>
        Object.assign(packages['node_modules/greeting'] ?? {}, { os: ['plan9'] }),
      ),
    ).toBe('greeting was installed on another platform.');
    rmSync(join(folder.path, 'node_modules/greeting'));
    expect(install(folder).lines[0]).toContain('greeting was removed');
  });

  test('does not miss optional packages of other platforms', () => {
    install(folder);
    const content = JSON.parse(readFileSync(lock(), 'utf8'));
    content.packages['node_modules/native-plan9'] = { version: '1.0.0', optional: true, os: ['plan9'] };
    writeFileSync(lock(), JSON.stringify(content));
    expect(install(folder)).toEqual({ status: 0, stdout: '', lines: [] });
  });

  test('passes a failure of npm on', () => {
    folder.write('package-lock.json', '{ broken');
    const { status, lines } = install(folder);
    expect(lines[0]).toBe(
      'Installing packages: package-lock.json is missing or unreadable. Running npm ci ...',
    );
    expect(lines.at(-1)).toBe('npm ci failed.');
    expect(status).not.toBe(0);
  });

  test('runs the install script of the package node if its binary is not there', () => {
    install(folder);
    const package_ = { name: 'node', version: '24.0.0', scripts: { install: 'node make.cjs' } };
    folder.write('node_modules/node/package.json', JSON.stringify(package_));
    folder.write(
      'node_modules/node/make.cjs',
      "const fs = require('fs'); fs.mkdirSync('bin'); fs.writeFileSync('bin/node', '', { mode: 0o755 });",
    );
    const content = JSON.parse(readFileSync(installed(), 'utf8'));
    content.packages['node_modules/node'] = { version: '24.0.0', hasInstallScript: true };
    writeFileSync(installed(), JSON.stringify(content));
    const { status, lines } = install(folder);
    expect(lines[0]).toBe(
      'Installing Node: the install script of the package node has not run. Running npm rebuild node ...',
    );
    expect(status).toBe(0);
    expect(existsSync(join(folder.path, 'node_modules/node/bin/node'))).toBe(true);
    expect(install(folder).lines).toEqual([]);
  });
});
