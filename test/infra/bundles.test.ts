import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { type TaskDocument, taskDocumentFile } from '../../core/contracts/task-document.ts';
import { bundleFunctions, functionNames } from '../../infra/bundling/bundle-functions.ts';
import { bundleItemProcess } from '../../infra/bundling/bundle-item-process.ts';
import { packageLayout } from '../../infra/bundling/package-layout.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
afterAll(() => folder[Symbol.dispose]());

const document: TaskDocument = {
  version: 1,
  task: 'double',
  inputSchema: { ok: true, schema: { type: 'object' } },
  outputSchema: { ok: false, reason: 'the output schema offers no JSON Schema' },
};

const text = (contents: Uint8Array) => Buffer.from(contents).toString();

describe('bundles of the functions', () => {
  const bundles = bundleFunctions(packageLayout());

  test.each(functionNames)('%s loads in Node with what its asset holds, and exports its handler', (name) => {
    const file = folder.write(`${name}/index.mjs`, text(bundles[name].contents));
    if (name === 'plan') folder.write(`${name}/${taskDocumentFile}`, JSON.stringify(document));
    const env = {
      AWS_REGION: 'us-east-1',
      FANFOLD_BUCKET: 'bucket',
      FANFOLD_BUCKET_OWNERS: '[{"bucket":"bucket","account":"123456789012"}]',
      FANFOLD_TABLE: 'table',
      FANFOLD_TASK: JSON.stringify({ name: 'double', timeoutMs: 1000, retries: 0, memoryMb: 512 }),
      FANFOLD_CODE_DIGEST: '0'.repeat(64),
      FANFOLD_TTL_DAYS: '90',
      FANFOLD_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:double',
    };
    const script = `import(${JSON.stringify(pathToFileURL(file).href)}).then((m) => { console.log(typeof m.handler); process.exit(); })`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env,
      encoding: 'utf8',
    });
    expect(printed).toBe('function\n');
  });

  test('are the same bytes each time and say nothing of this machine', () => {
    const again = bundleFunctions(packageLayout());
    for (const name of functionNames) {
      expect(Buffer.compare(again[name].contents, bundles[name].contents)).toBe(0);
      expect(text(bundles[name].contents)).not.toContain(packageLayout().root);
    }
  });

  test('stay under 2 MB: a cold start reads and compiles all of it', () => {
    for (const name of functionNames) {
      // Charts are 1.3 MB of Report's, which run only once it draws them.
      expect(bundles[name].contents.length).toBeLessThan(name === 'report' ? 2_800_000 : 2_000_000);
    }
  });
});

describe('the item process', () => {
  const task = folder.write('task.ts', taskSource());
  const { files, digest } = bundleItemProcess(packageLayout(), task);

  test("carries the user's task readably, with a map of names and lines only", () => {
    expect(files.map(({ name }) => name).sort()).toEqual(['item-child.mjs', 'item-child.mjs.map']);
    const code = text(files.find(({ name }) => name === 'item-child.mjs')?.contents ?? new Uint8Array());
    expect(code).toContain('run: async ({ n }) => ({ twice: 2 * n })');
    expect(code).toMatch(/\/\/# sourceMappingURL=item-child\.mjs\.map\s*$/);
  });

  test('has one digest for one code', () => {
    expect(bundleItemProcess(packageLayout(), task).digest).toBe(digest);
  });
});
