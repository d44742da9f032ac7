import { GetExecutionHistoryCommand, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { roleArn, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { only } from '../states.ts';

const cloud = useCloud();
const page = FROM.api('GetExecutionHistory');

async function ran(): Promise<string> {
  const { executionArn = '' } = await cloud.run(only({ Type: 'Pass' }), { secret: 1 });
  return executionArn;
}

fact('it comes in pages, in both orders', page, async () => {
  const executionArn = await ran();
  for (const reverseOrder of [false, true]) {
    const ids: unknown[] = [];
    const pages = paginateGetExecutionHistory(
      { client: cloud.sfn, pageSize: 3 },
      { executionArn, reverseOrder },
    );
    for await (const { events = [] } of pages) {
      expect(events.length).toBeLessThanOrEqual(3);
      ids.push(...events.map(({ id }) => id));
    }
    expect(ids).toEqual(reverseOrder ? [4, 3, 2, 1] : [1, 2, 3, 4]);
  }
});

fact('without execution data it has no inputs and outputs', page, async () => {
  const command = new GetExecutionHistoryCommand({ executionArn: await ran(), includeExecutionData: false });
  const { events } = await cloud.sfn.send(command);
  expect(JSON.stringify(events)).not.toContain('secret');
  expect(events?.[0]?.executionStartedEventDetails?.roleArn).toBe(roleArn);
});

fact('without execution data it has no variables', FROM.stackd('variable_limits.json'), async () => {
  const { executionArn } = await cloud.run(only({ Type: 'Pass', Assign: { small: 'secret' }, Output: 1 }));
  const command = new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false });
  const { events } = await cloud.sfn.send(command);
  expect(JSON.stringify(events)).not.toContain('secret');
  expect(events).toHaveLength(4);
});

fact('a token that nobody gave is InvalidToken', page, async () => {
  const command = new GetExecutionHistoryCommand({ executionArn: await ran(), nextToken: 'nonsense' });
  await expect(cloud.sfn.send(command)).rejects.toMatchObject({ name: 'InvalidToken' });
});

fact('a page has 1,000 events at most', page, async () => {
  const command = new GetExecutionHistoryCommand({ executionArn: await ran(), maxResults: 1001 });
  await expect(cloud.sfn.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
});

fact(
  '25,000 events are the most, then the execution fails',
  FROM.stackd('variable_limits.json'),
  async () => {
    const execution = await cloud.run({
      StartAt: 'Again',
      States: {
        Again: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Then' }], Default: 'Then' },
        Then: { Type: 'Pass', Next: 'Again' },
      },
    });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    const command = new GetExecutionHistoryCommand({
      executionArn: execution.executionArn,
      reverseOrder: true,
      maxResults: 1,
    });
    const { events } = await cloud.sfn.send(command);
    expect(events?.[0]).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  },
);
