import { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { roleArn, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';

const cloud = useCloud();

/** What is said when a machine is created, with the definition as it is. */
async function refusal(definition: object): Promise<{ name: string; message: string }> {
  const text = JSON.stringify(definition);
  const command = new CreateStateMachineCommand({ name: cloud.nextName(), roleArn, definition: text });
  const thrown = await cloud.sfn.send(command).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Error)) throw new Error('It was created');
  return thrown;
}

const notSupported = 'the local cloud runs JSONata alone, and says so when a machine is created';

fact('a machine is of JSONPath where it says nothing else, and refused', notSupported, async () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Pass', Result: 1, End: true } } };
  expect(await refusal(definition)).toMatchObject({
    name: 'InvalidDefinition',
    message: expect.stringContaining('The query language of this state is JSONPath, allowed is JSONata'),
  });
});

fact('a state of JSONPath in a machine of JSONata is refused', notSupported, async () => {
  const states = { A: { Type: 'Pass', QueryLanguage: 'JSONPath', End: true } };
  const { message } = await refusal({ QueryLanguage: 'JSONata', StartAt: 'A', States: states });
  expect(message).toContain('/States/A');
});

fact('a state may be of JSONata in a machine that says nothing', FROM.jsonata, async () => {
  const states = { A: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 + 1 %}', End: true } };
  const definition = JSON.stringify({ StartAt: 'A', States: states });
  const command = new CreateStateMachineCommand({ name: cloud.nextName(), roleArn, definition });
  const { stateMachineArn = '' } = await cloud.sfn.send(command);
  expect((await cloud.finished(await cloud.startExecution(stateMachineArn))).output).toBe('2');
});

for (const [field, instead] of [
  ['InputPath', 'Output'],
  ['OutputPath', 'Output'],
  ['ResultPath', 'Output'],
  ['Parameters', 'Arguments'],
  ['ResultSelector', 'Output'],
] as const) {
  fact(`${field} in a state of JSONata is refused, naming what there is instead`, FROM.jsonata, async () => {
    const states = { A: { Type: 'Pass', [field]: '$', End: true } };
    const { message } = await refusal({ QueryLanguage: 'JSONata', StartAt: 'A', States: states });
    expect(message).toContain(`${field} is a JSONPath field`);
    expect(message).toContain(`'${instead}'`);
  });
}
