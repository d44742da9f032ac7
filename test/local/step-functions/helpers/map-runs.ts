import { DescribeMapRunCommand, ListMapRunsCommand } from '@aws-sdk/client-sfn';
import { failed, json, returned, type TestCloud, until } from './cloud.ts';

export type ExecutionType = 'STANDARD' | 'EXPRESS';
export const types = ['STANDARD', 'EXPRESS'] as const;

export const echo = { Echo: { Type: 'Pass', End: true } };
export const call = {
  Call: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'unit', Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    End: true,
  },
};

/** A machine of one Distributed Map. */
export function mapMachine(executionType: ExecutionType, states: object, rest: object): object {
  return {
    StartAt: 'Map',
    States: {
      Map: {
        Type: 'Map',
        Label: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
          StartAt: Object.keys(states)[0],
          States: states,
        },
        End: true,
        ...rest,
      },
    },
  };
}

export const reader = (key: string, config: object) => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    Arguments: { Bucket: 'data', Key: key },
    ReaderConfig: config,
  },
});

export const writer = (prefix: string, config?: object) => ({
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Arguments: { Bucket: 'data', Prefix: prefix },
    ...(config === undefined ? {} : { WriterConfig: config }),
  },
});

/** What tests ask of a cloud's Map Runs. The cloud may start later. */
export function mapRunTools(cloudOf: () => TestCloud) {
  let machines = 0;

  const nextName = () => {
    machines += 1;
    return `map-${machines}`;
  };

  const describeMapRun = (mapRunArn: string | undefined) =>
    cloudOf().sfn.send(new DescribeMapRunCommand({ mapRunArn }));

  async function mapRunOf(executionArn: string | undefined) {
    const mapRunArn = await until(async () => {
      const { mapRuns } = await cloudOf().sfn.send(new ListMapRunsCommand({ executionArn }));
      return mapRuns?.[0]?.mapRunArn;
    });
    return await cloudOf().sfn.send(new DescribeMapRunCommand({ mapRunArn }));
  }

  async function resultsOf(executionArn: string | undefined, prefix: string) {
    const { mapRunArn } = await mapRunOf(executionArn);
    const id = mapRunArn?.split(':').at(-1);
    const manifest = json(await cloudOf().getObject('data', `${prefix}/${id}/manifest.json`));
    const read = async (kind: string) => {
      const files = manifest.ResultFiles[kind];
      return files.length === 0 ? undefined : await cloudOf().getObject('data', files[0].Key);
    };
    return {
      manifest,
      succeeded: await read('SUCCEEDED'),
      failed: await read('FAILED'),
      pending: await read('PENDING'),
    };
  }

  /** A function whose calls wait until they are let go. */
  function gate() {
    const waiting: (() => void)[] = [];
    let open = false;
    cloudOf().functions.unit = async (event) => {
      if (!open) await new Promise<void>((resolve) => waiting.push(resolve));
      return event?.fail === true ? failed('Failed', 'asked for') : returned(event);
    };
    return {
      waiting,
      reached: (count: number) => until(() => (waiting.length >= count ? true : undefined)),
      release(count = Number.MAX_SAFE_INTEGER) {
        if (count === Number.MAX_SAFE_INTEGER) open = true;
        for (const resolve of waiting.splice(0, count)) resolve();
      },
    };
  }

  return { nextName, describeMapRun, mapRunOf, resultsOf, gate };
}
