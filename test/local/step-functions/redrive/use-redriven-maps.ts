import { ListExecutionsCommand, ListMapRunsCommand, RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { failed, json, returned, TestCloud, until } from '../helpers/cloud.ts';
import { type ExecutionType, mapRunTools } from '../helpers/map-runs.ts';

/** A Task that invokes a function. */
export const lambda = (FunctionName: string, Payload: unknown, rest: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload },
  Output: '{% $states.result.Payload %}',
  ...rest,
});

/** Prepare, then Unit, which may fail. */
export const child = {
  Prepare: lambda('prepare', '{% $states.input %}', {
    Assign: { seen: '{% $states.input.n %}' },
    Next: 'Unit',
  }),
  Unit: lambda(
    'unit',
    {
      n: '{% $seen %}',
      count: '{% $states.context.Execution.RedriveCount %}',
      time: '{% $exists($states.context.Execution.RedriveTime) ? $states.context.Execution.RedriveTime : null %}',
    },
    { End: true },
  ),
};

/** A Distributed Map over children of these states. */
export const map = (executionType: ExecutionType, rest: object, states: object = child) => ({
  Type: 'Map',
  Label: 'Map',
  ItemSelector: { n: '{% $states.context.Map.Item.Value %}' },
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
    StartAt: Object.keys(states)[0],
    States: states,
  },
  ...('Next' in rest ? {} : { End: true }),
  ...rest,
});

/** Where the object is that a Map Run has written. */
export const keyOf = (mapRunArn: string, prefix: string, rest: string) =>
  `${prefix}/${mapRunArn.split(':').at(-1)}/${rest}`;

/** A cloud for every test of a file, whose items fail and whose calls wait as long as a test wants it. */
export function useRedrivenMaps() {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
    await cloud.createBucket('data');
  });
  afterAll(() => cloud.remove());

  /** Items that fail, and items whose calls wait, as long as they are in here. */
  const broken = new Set<number>();
  const held = new Set<number>();
  const prepared: number[] = [];
  const called: number[] = [];
  const contexts: { n: number; count: number; time?: string }[] = [];
  beforeEach(() => {
    for (const list of [prepared, called, contexts]) list.length = 0;
    broken.clear();
    held.clear();
    cloud.functions.prepare = (event) => {
      prepared.push(event.n);
      return returned(event);
    };
    cloud.functions.unit = async ({ n, count, time }) => {
      called.push(n);
      contexts.push({ n, count, ...(time === null ? {} : { time }) });
      await until(() => (held.has(n) ? undefined : true));
      return broken.has(n) ? failed('Broken', String(n)) : returned(n * 10);
    };
  });

  const { nextName, describeMapRun } = mapRunTools(() => cloud);
  async function create(states: object): Promise<string> {
    return await cloud.createMachine(nextName(), { StartAt: Object.keys(states)[0], States: states });
  }

  const redrive = (executionArn: string) => cloud.sfn.send(new RedriveExecutionCommand({ executionArn }));

  async function mapRunsOf(executionArn: string) {
    const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
    return (mapRuns ?? []).map(({ mapRunArn }) => mapRunArn ?? '');
  }

  async function theMapRunOf(executionArn: string): Promise<string> {
    return await until(async () => (await mapRunsOf(executionArn))[0]);
  }

  async function childrenOf(mapRunArn: string, filter: object = {}) {
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn, ...filter }));
    const described = await Promise.all(
      (executions ?? []).map(({ executionArn }) => cloud.describe(executionArn ?? '')),
    );
    return described.map((one) => ({ ...one, n: json(one.input).n as number })).sort((a, b) => a.n - b.n);
  }

  async function manifestOf(mapRunArn: string, prefix: string, folder = '') {
    const { ResultFiles } = json(
      await cloud.getObject('data', keyOf(mapRunArn, prefix, `${folder}manifest.json`)),
    );
    const read = async (kind: string): Promise<{ n: number; [member: string]: unknown }[]> => {
      const texts = await Promise.all(
        ResultFiles[kind].map(({ Key }: { Key: string }) => cloud.getObject('data', Key)),
      );
      return texts.flatMap((text) =>
        json(text).map((record: { Input: string }) => ({ ...record, n: json(record.Input).n })),
      );
    };
    return {
      ResultFiles,
      succeeded: await read('SUCCEEDED'),
      failed: await read('FAILED'),
      pending: await read('PENDING'),
    };
  }

  return {
    cloud: () => cloud,
    broken,
    held,
    prepared,
    called,
    contexts,
    create,
    redrive,
    mapRunsOf,
    describeMapRun,
    theMapRunOf,
    childrenOf,
    manifestOf,
  };
}
