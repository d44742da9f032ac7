import { ValidateStateMachineDefinitionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { bucket, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { call, only } from '../states.ts';

const cloud = useCloud();
const admission = FROM.stackd('sdk_admission.json');

async function problemsOf(action: string, given: unknown): Promise<(string | undefined)[]> {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...only(call(action, given)) });
  const { diagnostics } = await cloud.sfn.send(new ValidateStateMachineDefinitionCommand({ definition }));
  return (diagnostics ?? []).map(({ message }) => message);
}

for (const [title, given, problems] of [
  [
    'members that the method requires, and the body of a stream',
    { bucket, Key: 'k' },
    ["The field 'Bucket' is required but was missing", "The field 'Body' is required but was missing"],
  ],
  [
    'missing members before unknown ones',
    { Bucket: bucket, Key: 'k', Bogus: true },
    ["The field 'Body' is required but was missing"],
  ],
  [
    'a member in the casing of the service',
    { Bucket: bucket, Key: 'k', contentType: 'text/plain', Body: 'text' },
    [`The field "contentType" is not supported by Step Functions. Did you mean 'ContentType'?`],
  ],
  [
    'a text that must be one',
    { Bucket: 123, Key: 'k', Body: 'text' },
    ["The value for the field 'Bucket' must be a STRING"],
  ],
  [
    'nothing where an expression may still say it',
    { Bucket: '{% $states.input.b %}', Key: 'k', Body: '{% 1 %}' },
    [],
  ],
  [
    'nothing in the keys of a map',
    { Bucket: bucket, Key: 'k', Metadata: { key: 'value' }, Body: 'text' },
    [],
  ],
] as const) {
  fact(`the definition is asked for ${title}`, admission, async () => {
    expect(await problemsOf('s3:putObject', given)).toEqual(problems);
  });
}

fact('an integer must be one', admission, async () => {
  const problem = "The value for the field 'MaxKeys' must be an INTEGER";
  expect(await problemsOf('s3:listObjectsV2', { Bucket: bucket, MaxKeys: '2' })).toEqual([problem]);
});

fact('integers and some texts are booleans', admission, async () => {
  for (const value of [true, 1, 0, -1, ' TRUE ', '', 'null']) {
    expect(await problemsOf('s3:listObjectsV2', { Bucket: bucket, FetchOwner: value })).toEqual([]);
  }
  for (const value of ['TrUe', 'not-a-boolean', 1.5]) {
    expect(await problemsOf('s3:listObjectsV2', { Bucket: bucket, FetchOwner: value })).toHaveLength(1);
  }
});

for (const resource of ['s3:frobnicate', 's3:GetObject', 'ec3:describeInstances', 'nothing']) {
  fact(`the resource aws-sdk:${resource} is refused`, FROM.awsSdk, async () => {
    const created = cloud.createMachine(only(call(resource, {})));
    await expect(created).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringMatching(/ is not supported|allowed are /),
    });
  });
}
