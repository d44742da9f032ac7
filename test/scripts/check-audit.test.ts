import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AuditOutcome, auditPackages } from '../../scripts/check-audit.ts';
import { createTaskFolder, type TaskFolder } from '../infra/support/task-folder.ts';

const advisoriesPath = '/-/npm/v1/security/advisories/bulk';

let project: TaskFolder;
let registry: Server;
/** What the registry answers to an audit; undefined where it knows none. */
let advisories: Record<string, object[]> | undefined;

beforeEach(async () => {
  project = createTaskFolder();
  writeProject(project);
  advisories = {};
  registry = createServer((request, response) => {
    request.resume();
    if (request.method === 'POST' && request.url === advisoriesPath) {
      response.statusCode = advisories === undefined ? 405 : 200;
      response.end(advisories === undefined ? '' : JSON.stringify(advisories));
      return;
    }
    // npm asks for the versions of a package that has a vulnerability.
    const name = (request.url ?? '').slice(1);
    const versions = { '1.0.0': { name, version: '1.0.0' }, '2.0.0': { name, version: '2.0.0' } };
    response.end(JSON.stringify({ name, versions, 'dist-tags': { latest: '2.0.0' } }));
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
});

afterEach(() => {
  registry.close();
  registry.closeAllConnections();
  project[Symbol.dispose]();
});

/** A project with one production package and one for development. */
function writeProject(folder: TaskFolder): void {
  const wanted = { dependencies: { used: '1.0.0' }, devDependencies: { tool: '1.0.0' } };
  const root = { name: 'project', version: '1.0.0', ...wanted };
  const packages = {
    '': root,
    'node_modules/used': { version: '1.0.0' },
    'node_modules/tool': { version: '1.0.0', dev: true },
  };
  folder.write('package.json', JSON.stringify(root));
  folder.write(
    'package-lock.json',
    JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }),
  );
}

function advisory(severity: string) {
  return {
    id: 1,
    url: 'https://example.com/advisory',
    title: 'Reads too far',
    severity,
    vulnerable_versions: '<2.0.0',
    cwe: [],
    cvss: { score: 0, vectorString: null },
  };
}

function audit(url = addressOf(registry)): Promise<AuditOutcome> {
  return auditPackages(project.path, {
    ...process.env,
    npm_config_registry: url,
    npm_config_cache: `${project.path}/cache`,
  });
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the registry has no port');
  return `http://127.0.0.1:${address.port}/`;
}

test('nothing is known', async () => {
  expect(await audit()).toEqual({ kind: 'clean' });
});

test.each(['high', 'critical'])('a vulnerability that is %s is a problem', async (severity) => {
  advisories = { used: [advisory(severity)] };
  expect(await audit()).toEqual({
    kind: 'vulnerable',
    problems: [
      `used 1.0.0 has a vulnerability that is ${severity} (Reads too far, https://example.com/advisory): update it, or do without it`,
    ],
  });
});

test('one that is moderate is none', async () => {
  advisories = { used: [advisory('moderate')] };
  expect(await audit()).toMatchObject({ kind: 'clean' });
});

test('a registry without audits: nothing is said', async () => {
  advisories = undefined;
  expect(await audit()).toEqual({ kind: 'not-checked', reason: expect.stringContaining('405') });
});

test('no registry at all: nothing is said', async () => {
  const url = addressOf(registry);
  registry.close();
  registry.closeAllConnections();
  expect(await audit(url)).toEqual({ kind: 'not-checked', reason: expect.stringContaining('ECONNREFUSED') });
});

test('no package-lock.json: npm fails, and so does the check', async () => {
  project.write('package-lock.json', '');
  expect(await audit()).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/\w/) });
});
