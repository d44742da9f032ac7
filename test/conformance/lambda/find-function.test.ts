import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { fact } from '../facts.ts';
import { ECHO, useLambda, zip } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda();
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function';

fact(
  'a function is found by name, partial ARN and ARN, with $LATEST or without',
  LAMBDA.api('GetFunction'),
  async () => {
    const name = await lambda.create(ECHO);

    const forms = [name, `000000000000:function:${name}`, `${ARN}:${name}`, `${ARN}:${name}:$LATEST`];
    const found = await Promise.all(
      forms.map((FunctionName) => lambda.client.send(new GetFunctionConfigurationCommand({ FunctionName }))),
    );

    expect(found.map(({ FunctionName }) => FunctionName)).toEqual(forms.map(() => name));
  },
);

fact('a version that is not there is not found', LAMBDA.recordedApi, async () => {
  const FunctionName = await lambda.create(ECHO);

  const get = lambda.client.send(new GetFunctionCommand({ FunctionName, Qualifier: '1221' }));

  await expect(get).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Function not found: ${ARN}:${FunctionName}:1221`,
  });
});

fact('functions of another region are not reachable', LAMBDA.recordedApi, async () => {
  const FunctionName = 'arn:aws:lambda:eu-west-1:000000000000:function:any';

  const get = lambda.client.send(new GetFunctionCommand({ FunctionName }));

  await expect(get).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
  });
});

fact(
  'GetFunction has tags and reserved concurrency if there are any',
  LAMBDA.api('GetFunction'),
  async () => {
    const bare = await lambda.create(ECHO);
    const tagged = await lambda.create(ECHO, { Tags: { team: 'data' } });

    const get = (FunctionName: string) => lambda.client.send(new GetFunctionCommand({ FunctionName }));

    expect(await get(tagged)).toMatchObject({ Tags: { team: 'data' } });
    expect(await get(bare)).not.toHaveProperty('Tags');
    expect(await get(bare)).not.toHaveProperty('Concurrency');
  },
);

fact('the Location of the code gives the archive that was uploaded', LAMBDA.recordedApi, async () => {
  const ZipFile = await zip({ 'index.mjs': ECHO });
  const FunctionName = await lambda.create(ECHO, { Code: { ZipFile } });

  const { Code } = await lambda.client.send(new GetFunctionCommand({ FunctionName }));
  const response = await fetch(Code?.Location ?? '');

  expect(Code?.RepositoryType).toBe('S3');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(ZipFile);
});

fact('ListFunctions has pages', LAMBDA.api('ListFunctions'), async () => {
  await lambda.create(ECHO);
  await lambda.create(ECHO);
  const names: (string | undefined)[] = [];
  let Marker: string | undefined;
  let pages = 0;

  do {
    const page = await lambda.client.send(new ListFunctionsCommand({ MaxItems: 1, Marker }));
    names.push(...(page.Functions ?? []).map(({ FunctionName }) => FunctionName));
    Marker = page.NextMarker;
    pages += 1;
  } while (Marker !== undefined);

  expect(pages).toBe(names.length);
  expect(new Set(names).size).toBeGreaterThanOrEqual(2);
});
