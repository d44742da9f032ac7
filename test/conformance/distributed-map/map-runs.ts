import {
  DescribeMapRunCommand,
  type DescribeMapRunCommandOutput,
  type ExecutionListItem,
  ListExecutionsCommand,
  ListMapRunsCommand,
} from '@aws-sdk/client-sfn';
import { bucket, type Cloud, json, until } from '../cloud.ts';

export type ChildType = 'STANDARD' | 'EXPRESS';
export const childTypes = ['STANDARD', 'EXPRESS'] as const;

/** Children that give back their input. */
export const echo = { Echo: { Type: 'Pass', End: true } };

/** Children that fail when their input is negative, and else give it back. */
export const failNegative = {
  Decide: {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input < 0 %}', Next: 'Bad' }],
    Default: 'Good',
  },
  Good: { Type: 'Pass', End: true },
  Bad: { Type: 'Fail', Error: 'Negative', Cause: 'below zero' },
};

/** Children that call the function `unit` with their input. */
export const callUnit = {
  Call: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'unit', Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    End: true,
  },
};

/** A machine of one Distributed Map, `Map`. */
export function mapMachine(
  rest: object,
  { type = 'STANDARD', states = echo }: { type?: ChildType; states?: object } = {},
) {
  const [StartAt] = Object.keys(states);
  return {
    StartAt: 'Map',
    States: {
      Map: {
        Type: 'Map',
        Label: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
          StartAt,
          States: states,
        },
        End: true,
        ...rest,
      },
    },
  };
}

/** Reads one object of the bucket. */
export const reader = (key: string, config: object) => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    Arguments: { Bucket: bucket, Key: key },
    ReaderConfig: config,
  },
});

/** Reads a listing of the bucket. */
export const lister = (prefix: string, config?: object) => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:listObjectsV2',
    Arguments: { Bucket: bucket, Prefix: prefix },
    ...(config === undefined ? {} : { ReaderConfig: config }),
  },
});

/** Exports to the bucket. */
export const writer = (prefix: string, config?: object) => ({
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Arguments: { Bucket: bucket, Prefix: prefix },
    ...(config === undefined ? {} : { WriterConfig: config }),
  },
});

/** The newest Map Run of an execution, as soon as there is one. */
export async function mapRunOf(
  cloud: Cloud,
  executionArn: string | undefined,
): Promise<DescribeMapRunCommandOutput> {
  const mapRunArn = await until(async () => {
    const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
    return mapRuns?.[0]?.mapRunArn;
  });
  return await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
}

/** A Map Run's started children, in the order in which ListExecutions gives them. */
export async function childrenOf(cloud: Cloud, mapRunArn: string | undefined): Promise<ExecutionListItem[]> {
  const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn, maxResults: 1000 }));
  return executions ?? [];
}

/** The manifest of an execution's export, and its files by kind: all their texts. */
export async function exportOf(cloud: Cloud, executionArn: string | undefined, prefix: string, redrive = 0) {
  const { mapRunArn } = await mapRunOf(cloud, executionArn);
  const id = mapRunArn?.split(':').at(-1);
  const base = `${prefix}/${id}${redrive === 0 ? '' : `/Redrive-${redrive}`}`;
  const text = await cloud.get(`${base}/manifest.json`);
  const manifest = json(text);
  const files: Record<string, string[]> = {};
  for (const kind of ['SUCCEEDED', 'FAILED', 'PENDING']) {
    files[kind] = [];
    for (const { Key } of manifest.ResultFiles[kind]) files[kind].push(await cloud.get(Key));
  }
  const { SUCCEEDED = [], FAILED = [], PENDING = [] } = files;
  return { base, text, manifest, succeeded: SUCCEEDED, failed: FAILED, pending: PENDING };
}

/** A function `unit` whose calls wait until they are let go; it fails on a negative event. */
export function useGate(cloud: Cloud) {
  const waiting: (() => void)[] = [];
  let open = false;
  cloud.functions.unit = async (event) => {
    if (!open) await new Promise<void>((resolve) => waiting.push(resolve));
    if (event < 0) throw new Error('below zero');
    return event;
  };
  return {
    /** Calls that wait. */
    waiting,
    reached: (count: number) => until(() => (waiting.length >= count ? true : undefined)),
    /** Lets all go, now and later. */
    open() {
      open = true;
      for (const resolve of waiting.splice(0)) resolve();
    },
    /** Lets so many go. */
    release(count: number) {
      for (const resolve of waiting.splice(0, count)) resolve();
    },
  };
}
