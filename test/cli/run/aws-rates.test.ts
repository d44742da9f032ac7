import { expect, test } from 'vitest';
import { local } from '../../../cli/commands/local.ts';
import type { Parts } from '../../../cli/parts.ts';
import { checkRun } from '../../../cli/run/check-run.ts';
import { fakeEdge } from '../fake-edge.ts';

/** Runs `fanfold local` until it is up. @returns the options of the local cloud that it opens */
async function openBy(args: string[]) {
  const at = fakeEdge();
  const opened: Parameters<Parts['openLocalCloud']>[0][] = [];
  const parts: Parts = {
    ...at.edge.parts,
    openLocalCloud(options) {
      opened.push(options);
      at.interrupt();
      return at.edge.parts.openLocalCloud(options);
    },
  };
  await local.execute(args, { ...at.edge, parts });
  return opened;
}

test('fanfold local applies AWS’s rates only with --aws-rates', async () => {
  expect(await openBy([])).toMatchObject([{ awsRates: false }]);
  expect(await openBy(['--aws-rates'])).toMatchObject([{ awsRates: true }]);
});

test('fanfold run knows --aws-rates, of the local cloud only', async () => {
  const problemsOf = async (args: string[]) => {
    const checked = await checkRun(args, import.meta.dirname);
    return checked.ok ? [] : checked.problems;
  };

  const aws = await problemsOf(['task.ts', '--input', 's3://b/k', '--on', 'aws', '--aws-rates']);
  const here = await problemsOf(['task.ts', '--input', 's3://b/k', '--aws-rates']);

  expect(aws).toContain('--aws-rates is of the local cloud; it has no meaning with --on aws');
  expect(here.filter((problem) => problem.includes('aws-rates'))).toEqual([]);
});
