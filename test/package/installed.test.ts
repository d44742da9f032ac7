import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTaskFolder } from '../infra/support/task-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const app = createTaskFolder();
afterAll(() => app[Symbol.dispose]());

/** Variables that tell of the machine and of the way to the registry, not of this repository. */
const machine = [
  'HOME',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'HTTPS_PROXY',
  'https_proxy',
  'NO_PROXY',
  'no_proxy',
  'npm_config_registry',
  'npm_config_cafile',
];

/** Runs a program in the app's folder, as somebody who has nothing of this repository. */
async function run(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, {
    cwd: app.path,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
    env: {
      PATH: `${join(root, 'node_modules/node/bin')}:${process.env.PATH}`,
      ...Object.fromEntries(machine.map((name) => [name, process.env[name]])),
    },
  });
  return stdout;
}

app.write('package.json', '{ "name": "app", "private": true, "type": "module" }');
app.write(
  'task.ts',
  `import { defineTask } from 'fanfold';
import { z } from 'zod';

export default defineTask({
  name: 'squares',
  input: z.object({ n: z.number() }),
  output: z.object({ square: z.number() }),
  run: async ({ n }) => ({ square: n * n }),
});
`,
);
app.write(
  'app.ts',
  `import { App, Stack } from 'aws-cdk-lib';
import { FanOutFanIn } from 'fanfold/cdk';

const app = new App({ outdir: 'cdk.out' });
new FanOutFanIn(new Stack(app, 'Squares'), 'Pipeline', { task: 'task.ts' });
app.synth();
`,
);
app.write(
  'use.ts',
  `import { FanfoldError, isFanfoldError } from 'fanfold';
import { describeTask, type FanOutFanInProps } from 'fanfold/cdk';
import { createClient, type Pipeline } from 'fanfold/client';
import { startLocalCloud } from 'fanfold/local';

export const props: FanOutFanInProps = { task: 'task.ts', memory: '1 GB', maxConcurrency: 10 };
// @ts-expect-error: a size has a unit
export const wrong: FanOutFanInProps = { task: 'task.ts', memory: 1024 };

export async function countRows(pipeline: Pipeline): Promise<number> {
  const run = await createClient({ pipeline }).start({ uri: 's3://bucket/key.jsonl' });
  return (await run.result()).report?.rows ?? 0;
}

const { settings } = describeTask('task.ts');
const error = new FanfoldError('InvalidUsage', 'no');
console.log(JSON.stringify([settings.name, isFanfoldError(error), typeof createClient, typeof startLocalCloud]));
`,
);
app.write(
  'tsconfig.json',
  JSON.stringify({
    compilerOptions: {
      module: 'nodenext',
      moduleResolution: 'nodenext',
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      noEmit: true,
      // The declarations that are shipped are checked, too.
      skipLibCheck: false,
    },
    include: ['*.ts'],
  }),
);
app.write('items.jsonl', Array.from({ length: 20 }, (_, n) => `{"n":${n}}\n`).join(''));

let packed: string[];
beforeAll(async () => {
  const told = await promisify(execFile)('npm', ['pack', '--json', '--pack-destination', app.path], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  });
  const [tarball] = z
    .array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }))
    .parse(JSON.parse(told.stdout.slice(told.stdout.indexOf('[\n'))));
  packed = tarball?.files.map(({ path }) => path) ?? [];
  await run(
    'npm',
    ...['install', '--prefer-offline', '--no-audit', '--no-fund'],
    ...[`./${tarball?.filename}`, 'aws-cdk-lib', 'constructs', 'typescript', '@types/node@24'],
  );
});

test('the package holds what it needs, and neither tests nor sources', () => {
  expect(packed).toEqual(
    expect.arrayContaining([
      'package.json',
      'README.md',
      'LICENSE',
      'state-machines/fan-out-fan-in.asl.json',
      'cli/ui/page/index.html',
      'cli/ui/page/main.js',
      ...['index', 'client/index', 'local/index', 'infra/index'].flatMap((name) => [
        `dist/${name}.js`,
        `dist/${name}.d.ts`,
      ]),
      'dist/cli/main.js',
      'dist/functions/unit/item-child.js',
    ]),
  );
  const others = packed.filter((path) => !/^(dist|state-machines|cli\/ui\/page)\//.test(path));
  expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  expect(
    packed.filter((path) => /^dist\/(test|bench|examples|scripts)\/|dist\/infra\/app\./.test(path)),
  ).toEqual([]);
});

test('its entries can be imported', async () => {
  expect(JSON.parse(await run('node', 'use.ts'))).toEqual(['squares', true, 'function', 'function']);
});

test('its declarations hold for a strict compiler', async () => {
  expect(await run('npx', 'tsc', '--project', '.')).toBe('');
});

test('its construct makes a stack', async () => {
  await run('node', 'app.ts');
  const template = JSON.parse(readFileSync(join(app.path, 'cdk.out/Squares.template.json'), 'utf8'));
  const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
  expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(8);
  expect(types).toContain('AWS::StepFunctions::StateMachine');
});

test('its command line runs a task on the local cloud', async () => {
  const said = await run(
    'npx',
    'fanfold',
    'run',
    'task.ts',
    '--input',
    'items.jsonl',
    '--out',
    'out',
    '--json',
  );
  expect(JSON.parse(said)).toMatchObject({
    status: 'SUCCEEDED',
    items: { total: 20, succeeded: 20 },
    rows: 20,
  });
  const rows = readFileSync(join(app.path, 'out/data.jsonl'), 'utf8');
  expect(rows).toBe(Array.from({ length: 20 }, (_, n) => `{"square":${n * n}}\n`).join(''));
  expect(existsSync(join(app.path, 'out/manifest.json'))).toBe(true);
});
