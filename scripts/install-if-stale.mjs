/**
 * Runs `npm ci` when node_modules is absent or doesn't match package-lock.json, and `npm rebuild node` when the binary
 * of the npm package `node` is not there, since npm skips install scripts that nobody approved. Does nothing, in some
 * milliseconds, when all is well. Plain JavaScript on Node's own modules: it runs before anything is installed, on
 * whatever Node the machine has (20 and later). All output goes to stderr: stdout belongs to the script after it.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const reason = findStaleness();
if (reason !== undefined) runNpm(['ci'], `Installing packages: ${reason}.`);
if (lacksNodeBinary()) {
  runNpm(['rebuild', 'node'], 'Installing Node: the install script of the package node has not run.');
  if (lacksNodeBinary())
    fail('npm rebuild node left no node_modules/node/bin/node; remove node_modules and try again.');
}

/** Why node_modules can't be used as it is, or undefined if it can. */
function findStaleness() {
  const wanted = readPackages('package-lock.json');
  if (wanted === undefined) return 'package-lock.json is missing or unreadable';
  const paths = Object.keys(wanted).filter((path) => path.startsWith('node_modules/'));
  if (paths.length === 0) return undefined;
  if (!existsSync(join(root, 'node_modules'))) return 'node_modules is missing';
  // npm writes it at the end of an installation, so it is missing after one that was interrupted.
  const installed = readPackages('node_modules/.package-lock.json');
  if (installed === undefined) return 'the last installation was not finished';

  for (const path of paths) {
    const want = wanted[path];
    const have = installed[path];
    const name = path.slice('node_modules/'.length);
    if (have === undefined) {
      // Packages for other platforms, and those whose installation npm lets fail.
      if (want.optional || want.devOptional || want.peer) continue;
      return `${name} is missing`;
    }
    if (want.version !== have.version) return `${name} is ${have.version} and should be ${want.version}`;
    if (want.integrity !== have.integrity) return `${name} is not the package of package-lock.json`;
    if (!fits(have.os, process.platform) || !fits(have.cpu, process.arch)) {
      return `${name} was installed on another platform`;
    }
    if (!existsSync(join(root, path))) return `${name} was removed`;
  }
  return undefined;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** A package's `os` or `cpu`: names that it runs on, or with `!` those that it doesn't. */
function fits(names, own) {
  if (names === undefined) return true;
  const refused = names.filter((name) => name.startsWith('!'));
  if (refused.includes(`!${own}`)) return false;
  return refused.length === names.length || names.includes(own);
}

function lacksNodeBinary() {
  if (readPackages('node_modules/.package-lock.json')?.['node_modules/node'] === undefined) return false;
  try {
    accessSync(
      join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node'),
      constants.X_OK,
    );
    return false;
  } catch {
    return true;
  }
}

function runNpm(args, why) {
  console.error(`${why} Running npm ${args.join(' ')} ...`);
  const stdio = ['inherit', process.stderr.fd, 'inherit'];
  const npm = process.env.npm_execpath;
  // Under npm, npm itself says where it is.
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio })
    : spawnSync('npm', args, { cwd: root, stdio, shell: process.platform === 'win32' });
  if (result.error !== undefined) fail(`npm can't be run: ${result.error.message}.`);
  if (result.status !== 0) fail(`npm ${args.join(' ')} failed.`, result.status ?? 1);
}

function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}
