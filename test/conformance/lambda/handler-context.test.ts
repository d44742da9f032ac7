import { expect } from 'vitest';
import { fact } from '../facts.ts';
import { useLambda } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda();

fact('the context names function, version, memory and log', LAMBDA.nodeContext, async () => {
  const name = await lambda.create('export const handler = async (event, context) => context;', {
    MemorySize: 192,
  });

  const answered = await lambda.invoke(name);

  expect(JSON.parse(answered.text)).toMatchObject({
    awsRequestId: answered.$metadata.requestId,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    memoryLimitInMB: '192',
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
  });
});

fact('getRemainingTimeInMillis counts down from the timeout', LAMBDA.nodeContext, async () => {
  const name = await lambda.create(
    `export const handler = async (event, context) => {
      const before = context.getRemainingTimeInMillis();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return [before, context.getRemainingTimeInMillis()];
    };`,
    { Timeout: 10 },
  );

  const [before, after] = await lambda.result(name);

  expect(before).toBeLessThanOrEqual(10_000);
  expect(after).toBeLessThan(before);
});

fact('the reserved environment variables are set', LAMBDA.environment, async () => {
  const name = await lambda.create('export const handler = async () => process.env;', {
    Runtime: 'nodejs22.x',
    Environment: { Variables: { MODE: 'test' } },
  });

  expect(await lambda.result(name)).toMatchObject({
    MODE: 'test',
    _HANDLER: 'index.handler',
    AWS_REGION: 'us-east-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    TZ: ':UTC',
  });
});
