import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { folderWith } from './in-folder.ts';

const itemCount = 400;
const unitItems = 10;
let folder: Awaited<ReturnType<typeof folderWith>>;

/** Tells of every item that it runs, so that what ran twice can be counted. */
const taskSource = (told: string) => `
import { appendFileSync } from 'node:fs';
import { defineTask } from 'fanfold';
import { z } from 'zod';
export default defineTask({
  name: 'told',
  input: z.object({ n: z.number() }),
  output: z.object({ n: z.number(), square: z.number() }),
  run: async ({ n }) => {
    appendFileSync(${JSON.stringify(told)}, n + '\\n');
    await new Promise((resolve) => setTimeout(resolve, 15));
    return { n, square: n * n };
  },
});
`;

beforeAll(async () => {
  const items = Array.from({ length: itemCount }, (_, n) => `${JSON.stringify({ n })}\n`);
  folder = await folderWith({ 'items.jsonl': items.join(''), 'told.txt': '' });
  await writeFile(folder.path('task.ts'), taskSource(folder.path('told.txt')));
});
afterAll(() => folder[Symbol.asyncDispose]());

function start(
  runId: string,
  concurrency: number,
): { child: ChildProcess; says(pattern: RegExp): Promise<void> } {
  const given = ['--input', folder.path('items.jsonl'), '--run-id', runId, '--out', folder.path(runId)];
  const options = [
    '--unit-items',
    String(unitItems),
    '--max-concurrency',
    String(concurrency),
    '--state',
    folder.path('state'),
  ];
  const child = spawn(
    process.execPath,
    ['--conditions=fanfold-source', 'cli/main.ts', 'run', folder.path('task.ts'), ...given, ...options],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  let told = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    told += chunk;
  });
  return {
    child,
    async says(pattern) {
      while (!pattern.test(told)) {
        if (child.exitCode !== null) throw new Error(`ended before it said ${pattern}: ${told}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

async function finish(runId: string, concurrency: number): Promise<string> {
  const { child } = start(runId, concurrency);
  const [exitCode] = await once(child, 'exit');
  expect(exitCode).toBe(0);
  return readFile(folder.path(`${runId}/data.jsonl`), 'utf8');
}

test('killed with everything in mid-run and started again: the same bytes, and no committed unit runs twice', async () => {
  const { child, says } = start('killed', 2);
  await says(/ [2-6]\d%/);
  const daemon = z
    .looseObject({ pid: z.int() })
    .parse(JSON.parse(await readFile(folder.path('state/daemon.json'), 'utf8')));
  process.kill(daemon.pid, 'SIGKILL');
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await once(child, 'exit');

  const continued = await finish('killed', 2);

  const ran = (await readFile(folder.path('told.txt'), 'utf8')).trim().split('\n').map(Number);
  const undisturbed = await finish('undisturbed', 3);
  expect(continued).toBe(undisturbed);
  expect(continued.trim().split('\n')).toHaveLength(itemCount);
  expect(new Set(ran).size).toBe(itemCount);
  // Only the two units that were running may have run their items again.
  expect(ran.length - itemCount).toBeLessThanOrEqual(2 * unitItems);
}, 120_000);
