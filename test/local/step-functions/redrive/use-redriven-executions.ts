import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { failed, returned, TestCloud, until } from '../helpers/cloud.ts';

/** A Task that invokes a function with the state's input. */
export const task = (FunctionName: string, rest: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...rest,
});

/** A cloud for every test of a file, with the functions `first`, `second` and `third`, which fail and wait as a test wants it. */
export function useRedrivenExecutions() {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
  });
  afterAll(() => cloud.remove());

  /** Functions that fail as long as their name is in here. */
  const broken = new Set<string>();
  const calls: { name: string; event: unknown }[] = [];
  const gate = { open: true };
  beforeEach(() => {
    broken.clear();
    calls.length = 0;
    gate.open = true;
    for (const name of ['first', 'second', 'third']) {
      cloud.functions[name] = async (event) => {
        calls.push({ name, event });
        await until(() => (gate.open ? true : undefined));
        return broken.has(name) ? failed('Broken', name) : returned({ from: name, event });
      };
    }
  });

  const redrive = (executionArn: string, clientToken?: string) =>
    cloud.sfn.send(new RedriveExecutionCommand({ executionArn, clientToken }));

  async function eventsOf(executionArn: string) {
    const events = await cloud.history(executionArn);
    return events.map(({ id, previousEventId, type }) => [id, previousEventId, type]);
  }

  return { cloud: () => cloud, broken, calls, gate, redrive, eventsOf };
}
