import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  paginateListStateMachines,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { json, roleArn, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { pass } from '../states.ts';

const cloud = useCloud();
const identity = FROM.stackd('create_identity.json');
const snapshots = FROM.localStack('test_sfn_api.snapshot.json');
const definitionOf = (output: unknown, space?: number): string =>
  JSON.stringify({ QueryLanguage: 'JSONata', ...pass(output) }, null, space);
const create = (name: string, definition: string) =>
  cloud.sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }));

fact('creating the same machine again is no error', identity, async () => {
  const first = await create('same', definitionOf(1));
  expect(first.stateMachineArn).toBe('arn:aws:states:us-east-1:000000000000:stateMachine:same');
  expect(await create('same', definitionOf(1))).toMatchObject({ creationDate: first.creationDate });
});

fact(
  'another definition of that name is StateMachineAlreadyExists, also if it is only indented',
  snapshots,
  async () => {
    await create('other', definitionOf(1));
    for (const definition of [definitionOf(2), definitionOf(1, 2)]) {
      await expect(create('other', definition)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
    }
  },
);

for (const name of ['a b', 'a*b', 'a[b]', 'a\\b', 'a^b', 'a%b']) {
  fact(`the name ${JSON.stringify(name)} is InvalidName`, FROM.api('CreateStateMachine'), async () => {
    await expect(create(name, definitionOf(1))).rejects.toMatchObject({ name: 'InvalidName' });
  });
}

fact('the definition is kept as it was written', FROM.stackd('control_lifecycle.json'), async () => {
  const definition = ` \n${definitionOf('λ', 3)}\r\n `;
  const { stateMachineArn } = await create('spaces', definition);
  const described = await cloud.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  expect(described).toMatchObject({
    definition,
    name: 'spaces',
    roleArn,
    status: 'ACTIVE',
    type: 'STANDARD',
  });
});

fact(
  'an update changes the definition for executions to come, and has a revision',
  FROM.api('UpdateStateMachine'),
  async () => {
    const { stateMachineArn = '' } = await create('update', definitionOf('old'));
    const updated = await cloud.sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: definitionOf('new') }),
    );
    expect(updated.updateDate).toBeInstanceOf(Date);
    const { revisionId, definition } = await cloud.sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn }),
    );
    expect(revisionId).toBe(updated.revisionId);
    expect(json(definition).States.Only.Output).toBe('new');
    expect((await cloud.finished(await cloud.startExecution(stateMachineArn))).output).toBe('"new"');
  },
);

fact('an update of nothing is MissingRequiredParameter', FROM.api('UpdateStateMachine'), async () => {
  const { stateMachineArn } = await create('nothing-new', definitionOf(1));
  await expect(cloud.sfn.send(new UpdateStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: 'MissingRequiredParameter',
  });
});

fact('a broken update is InvalidDefinition and changes nothing', FROM.api('UpdateStateMachine'), async () => {
  const { stateMachineArn } = await create('broken', definitionOf(1));
  const command = new UpdateStateMachineCommand({ stateMachineArn, definition: '{}' });
  await expect(cloud.sfn.send(command)).rejects.toMatchObject({ name: 'InvalidDefinition' });
  const { definition } = await cloud.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  expect(definition).toBe(definitionOf(1));
});

fact(
  'a machine that is deleted is gone, and deleting it again is no error',
  FROM.api('DeleteStateMachine'),
  async () => {
    const { stateMachineArn } = await create('deleted', definitionOf(1));
    await cloud.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await cloud.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(cloud.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  },
);

fact('machines are listed in pages', FROM.api('ListStateMachines'), async () => {
  for (const name of ['list-1', 'list-2', 'list-3']) await create(name, definitionOf(1));
  const names: unknown[] = [];
  for await (const { stateMachines = [] } of paginateListStateMachines(
    { client: cloud.sfn, pageSize: 2 },
    {},
  )) {
    expect(stateMachines.length).toBeLessThanOrEqual(2);
    names.push(...stateMachines.map(({ name }) => name));
  }
  expect(names).toEqual(expect.arrayContaining(['list-1', 'list-2', 'list-3']));
});
