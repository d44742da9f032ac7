import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListStateMachinesCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, roleArn, TestCloud } from '../helpers/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

const wait = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };
const pass = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };
const text = (definition: object) => JSON.stringify({ QueryLanguage: 'JSONata', ...definition });

describe('state machines', () => {
  it('are created idempotently', async () => {
    const command = { name: 'idempotent', definition: text(pass), roleArn };
    const first = await cloud.sfn.send(new CreateStateMachineCommand(command));
    const second = await cloud.sfn.send(
      new CreateStateMachineCommand({ ...command, roleArn: `${roleArn}2` }),
    );
    expect(first.stateMachineArn).toBe('arn:aws:states:us-east-1:000000000000:stateMachine:idempotent');
    expect(second.creationDate).toEqual(first.creationDate);
    const reindented = JSON.stringify(json(command.definition), null, 2);
    await expect(
      cloud.sfn.send(new CreateStateMachineCommand({ ...command, definition: reindented })),
    ).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${first.stateMachineArn}'`,
    });
    const logging = { level: 'ALL' as const, includeExecutionData: true };
    await expect(
      cloud.sfn.send(new CreateStateMachineCommand({ ...command, loggingConfiguration: logging })),
    ).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
  });

  it.each([['a b'], ['a/b'], ['a*'], ['a:b'], ['é🙂']])('refuse the name %j', async (name) => {
    const command = new CreateStateMachineCommand({ name, definition: text(pass), roleArn });
    await expect(cloud.sfn.send(command)).rejects.toMatchObject({
      name: 'InvalidName',
      message: `Invalid Name: '${name}'`,
    });
  });

  it('refuse EXPRESS, versions and missing members', async () => {
    const command = { name: 'refused', definition: text(pass), roleArn };
    await expect(
      cloud.sfn.send(new CreateStateMachineCommand({ ...command, type: 'EXPRESS' })),
    ).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
    await expect(
      cloud.sfn.send(new CreateStateMachineCommand({ ...command, publish: true })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      cloud.sfn.send(new CreateStateMachineCommand({ ...command, roleArn: undefined })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    });
  });

  it('are described, updated, listed and deleted', async () => {
    const stateMachineArn = await cloud.createMachine('life', pass);
    const described = await cloud.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({
      name: 'life',
      status: 'ACTIVE',
      type: 'STANDARD',
      roleArn,
      definition: text(pass),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
    expect(described.creationDate).toBeInstanceOf(Date);
    expect(described.revisionId).toBeUndefined();
    const executionArn = await cloud.start(stateMachineArn);
    await cloud.finished(executionArn);
    const update = new UpdateStateMachineCommand({ stateMachineArn, definition: text(wait) });
    const { revisionId } = await cloud.sfn.send(update);
    expect(await cloud.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      definition: text(wait),
      revisionId,
    });
    expect(await cloud.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }))).toMatchObject(
      { stateMachineArn, definition: text(pass) },
    );
    await expect(cloud.sfn.send(new UpdateStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'MissingRequiredParameter',
    });
    await cloud.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(cloud.start(stateMachineArn)).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${stateMachineArn}'`,
    });
    await cloud.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  });

  it('are listed in pages', async () => {
    for (const name of ['list-1', 'list-2', 'list-3']) await cloud.createMachine(name, pass);
    const names: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await cloud.sfn.send(new ListStateMachinesCommand({ maxResults: 2, nextToken }));
      expect(page.stateMachines?.length).toBeLessThanOrEqual(2);
      names.push(...(page.stateMachines ?? []).map(({ name }) => name));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(names.filter((name) => name?.startsWith('list-'))).toEqual(['list-1', 'list-2', 'list-3']);
    expect(new Set(names).size).toBe(names.length);
    await expect(
      cloud.sfn.send(new ListStateMachinesCommand({ nextToken: 'bm9uc2Vuc2U' })),
    ).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(cloud.sfn.send(new ListStateMachinesCommand({ maxResults: 1001 }))).rejects.toMatchObject({
      message:
        "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    });
  });

  it('are validated without being created', async () => {
    const good = await cloud.sfn.send(new ValidateStateMachineDefinitionCommand({ definition: text(pass) }));
    expect(good).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
    const bad = await cloud.sfn.send(new ValidateStateMachineDefinitionCommand({ definition: '{}' }));
    expect(bad.result).toBe('FAIL');
    expect(bad.diagnostics?.map(({ message }) => message)).toEqual([
      'These fields are required: [StartAt]',
      'These fields are required: [States]',
    ]);
  });
});
