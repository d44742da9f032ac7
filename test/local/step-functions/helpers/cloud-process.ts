/**
 * A local cloud in a process of its own, so that a test can kill it. Prints its address as one line of JSON. The
 * function `unit` returns its event, and never comes back from the event 0 when the second argument is `hang`.
 */
import { join } from 'node:path';
import { startS3 } from '../../../../local/s3/index.ts';
import { startStepFunctions } from '../../../../local/step-functions/index.ts';

const [root = '', mode] = process.argv.slice(2);
const account = { region: 'us-east-1', accountId: '000000000000' };
const s3 = await startS3({ root: join(root, 's3'), account });
const sfn = await startStepFunctions({
  root: join(root, 'sfn'),
  account,
  s3Url: s3.url,
  lambda: {
    invoke: async (_functionArn, payload) => {
      if (payload === '0' && mode === 'hang') await new Promise(() => {});
      return { outcome: 'returned', payload };
    },
  },
});
process.stdout.write(`${JSON.stringify({ url: sfn.url })}\n`);
