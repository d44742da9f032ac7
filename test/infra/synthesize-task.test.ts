import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeTask } from '../../infra/describe-task.ts';
import { synthesizeTask } from '../../infra/synthesize-task.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
const task = folder.write('task.ts', taskSource());
afterAll(() => folder[Symbol.dispose]());

const assemblies = (out: string) => readdirSync(out).length;

test('synthesizes the stack of a task once, then finds it again', async () => {
  const out = join(folder.path, 'reused', 'assemblies');
  const first = await synthesizeTask({ task, out });
  expect(first.description).toEqual(describeTask(task));
  const manifest = JSON.parse(readFileSync(join(first.assembly, 'manifest.json'), 'utf8'));
  expect(manifest.artifacts['fanfold-double'].type).toBe('aws:cloudformation:stack');
  expect(existsSync(join(first.assembly, 'fanfold-double.template.json'))).toBe(true);

  const written = statSync(join(first.assembly, 'manifest.json')).mtimeMs;
  expect(await synthesizeTask({ task, out })).toEqual(first);
  expect(statSync(join(first.assembly, 'manifest.json')).mtimeMs).toBe(written);
  expect(assemblies(out)).toBe(1);
});

test('an edited task and overrides have assemblies of their own, and the old one stays as it was', async () => {
  const out = join(folder.path, 'edited');
  const file = folder.write('edited/task.ts', taskSource());
  const first = await synthesizeTask({ task: file, out: join(out, 'a') });
  folder.write('edited/task.ts', taskSource('retries: 1,'));
  const second = await synthesizeTask({ task: file, out: join(out, 'a') });
  const third = await synthesizeTask({
    task: file,
    out: join(out, 'a'),
    overrides: { memory: '2 GB', childType: 'EXPRESS' },
  });
  expect(new Set([first.assembly, second.assembly, third.assembly]).size).toBe(3);
  expect(second.description.settings.retries).toBe(1);
  expect(existsSync(join(first.assembly, 'manifest.json'))).toBe(true);
  const template = readFileSync(join(third.assembly, 'fanfold-double.template.json'), 'utf8');
  expect(template).toContain('"MemorySize": 2048');
  expect(template).toContain('"ChildType": "EXPRESS"');
});

test('two at once make one', async () => {
  const out = join(folder.path, 'twice');
  const [one, other] = await Promise.all([synthesizeTask({ task, out }), synthesizeTask({ task, out })]);
  expect(one).toEqual(other);
  expect(assemblies(out)).toBe(1);
});

test('assemblies that nobody asked for in a week go', async () => {
  const out = join(folder.path, 'old');
  const { assembly } = await synthesizeTask({ task, out });
  const longAgo = new Date(Date.now() - 8 * 24 * 3_600_000);
  utimesSync(join(assembly, 'fanfold-task.json'), longAgo, longAgo);
  const next = await synthesizeTask({ task, out, overrides: { unitItems: 5 } });
  expect(readdirSync(out).map((name) => join(out, name))).toEqual([next.assembly]);
});

test('a task that is none is refused as by describeTask, before anything is synthesized', async () => {
  const file = folder.write('none.ts', 'export const task = 1;');
  await expect(synthesizeTask({ task: file, out: join(folder.path, 'none') })).rejects.toMatchObject({
    code: 'InvalidTask',
    message: expect.stringContaining('has no default export, it exports only task'),
  });
});

test('overrides that can not be are refused with all problems', async () => {
  const overrides = { maxConcurrency: 0, unitItems: -1 };
  await expect(synthesizeTask({ task, out: join(folder.path, 'bad'), overrides })).rejects.toMatchObject({
    code: 'InvalidUsage',
    message: expect.stringContaining('2 problems'),
  });
  expect(assemblies(join(folder.path, 'bad'))).toBe(0);
});
