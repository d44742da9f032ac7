import { startLambda } from '../../../local/lambda/index.ts';

// A process of its own for tests that kill it: runs the code's handler and waits to be killed.
const [root = '', codeDirectory = ''] = process.argv.slice(2);
const lambda = await startLambda({
  root,
  account: { region: 'us-east-1', accountId: '000000000000' },
  environment: {},
});
lambda.createFunction({
  functionName: 'work',
  codeDirectory,
  handler: 'index.handler',
  timeout: 900,
  memorySize: 512,
  environment: {},
});
void lambda.invoke('work', '{}');
