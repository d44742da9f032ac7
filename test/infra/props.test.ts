import { join } from 'node:path';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { afterAll, expect, test } from 'vitest';
import { FanOutFanIn } from '../../infra/fan-out-fan-in.ts';
import type { FanOutFanInProps } from '../../infra/fan-out-fan-in-props.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
afterAll(() => folder[Symbol.dispose]());

function problemOf(props: FanOutFanInProps | ((stack: Stack) => FanOutFanInProps)): Error {
  const stack = new Stack(new App({ outdir: join(folder.path, 'cdk.out') }), 'Doubles');
  try {
    new FanOutFanIn(stack, 'Double', typeof props === 'function' ? props(stack) : props);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('the props were taken');
}

test('every problem of the props and of the task is named at once', () => {
  const missing = `${folder.path}/missing.ts`;
  const error = problemOf({
    task: missing,
    unitItems: 0,
    maxConcurrency: 10_001,
    toleratedFailurePercentage: 101,
    toleratedFailureCount: -1,
    itemConcurrency: 1.5,
    memory: '128 MB',
    // As from JavaScript.
    inbox: JSON.parse('"yes"'),
    childType: JSON.parse('"FAST"'),
    logRetention: JSON.parse('8'),
  });
  expect(error.name).toBe('InvalidFanOutFanInProps');
  expect(error.message.split('\n')).toEqual([
    'FanOutFanIn can not be made: 10 problems:',
    "  - `unitItems` is 0; it must be 'auto' or a whole number from 1 to 1000000",
    '  - `maxConcurrency` is 10001; it must be a whole number from 1 to 10000',
    '  - `toleratedFailurePercentage` is 101; it must be a number from 0 to 100',
    '  - `toleratedFailureCount` is -1; it must be a whole number from 0',
    '  - `itemConcurrency` is 1.5; it must be a whole number from 1 to 1000',
    "  - `memory` is \"128 MB\"; it must be a size in whole megabytes such as '512 MB', from '256 MB' to '10240 MB'",
    '  - `inbox` is "yes"; it must be true or false',
    "  - `childType` is \"FAST\"; it must be 'STANDARD' or 'EXPRESS'",
    '  - `logRetention` is 8; it must be one of RetentionDays',
    `  - There is no task file ${missing}; give the path of a module such as task.ts`,
  ]);
});

test('a value that is known at deployment only is refused', () => {
  const task = folder.write('task.ts', taskSource());
  const error = problemOf((stack) => ({
    task,
    maxConcurrency: new CfnParameter(stack, 'Concurrency', { type: 'Number' }).valueAsNumber,
  }));
  expect(error.message).toBe(
    'FanOutFanIn can not be made: `maxConcurrency` is known at deployment only; it must be a whole number from 1 to 10000, known at synthesis',
  );
});

test('the error names the construct', () => {
  expect(problemOf({ task: folder.path }).stack).toContain('Double (constructs.Construct)');
});
