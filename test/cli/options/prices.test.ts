import { expect, test } from 'vitest';
import { readPriceFile } from '../../../cli/options/read-price-file.ts';
import { checkRun } from '../../../cli/run/check-run.ts';
import { prices } from '../../../core/cost/prices.ts';
import { folderWith } from '../in-folder.ts';

const dear = { ...prices, region: 'eu-central-1', stateTransition: 0.1 };
const files = {
  'task.ts': '',
  'items.jsonl': '{}\n',
  'dear.json': JSON.stringify(dear),
  'bad.json': JSON.stringify({ ...prices, s3Get: -1, tax: 1 }),
};

test('--prices reads a table of prices, and says all that is wrong with one', async () => {
  await using folder = await folderWith(files);
  const cwd = folder.directory;
  expect(await readPriceFile('dear.json', cwd)).toEqual({ prices: dear, problems: [] });
  expect(await readPriceFile(undefined, cwd)).toEqual({ prices: undefined, problems: [] });
  const bad = await readPriceFile('bad.json', cwd);
  expect(bad.problems.join()).toMatch(
    /--prices .*bad\.json.* is no table of prices: 2 problems.*s3Get.*tax/s,
  );
  expect((await readPriceFile('none.json', cwd)).problems.join()).toMatch(
    /none\.json.* can't be read; it must be a JSON file/,
  );
});

test('a run takes them on the local cloud only', async () => {
  await using folder = await folderWith(files);
  const args = ['task.ts', '--input', 'items.jsonl', '--prices', 'dear.json'];
  const here = await checkRun(args, folder.directory);
  expect(here.ok && here.request.prices).toEqual(dear);
  expect(await checkRun([...args, '--on', 'aws'], folder.directory)).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('--prices is of the local cloud')],
  });
});
