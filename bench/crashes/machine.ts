import type { Policy, Schedule } from './schedule.ts';

/** Seconds that the function has; a hang takes that long. */
export const TIMEOUT_SECONDS = 4;

/** The function: does what its event says it is to do in this attempt, and leaves a file that says which process did. */
export const HANDLER = `import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const handler = async ({ key, attempt, acts, folder }) => {
  const act = acts[attempt] ?? { kind: 'return' };
  const delay = act.kind === 'kill' ? act.delayMs : 'none';
  writeFileSync(join(folder, [key, attempt, process.pid, delay].join('~')), '');
  switch (act.kind) {
    case 'exit':
      return process.exit(act.status);
    case 'abort':
      return process.abort();
    case 'kill':
    case 'hang':
      return await new Promise(() => setInterval(() => {}, 1000));
    case 'throw':
      throw Object.assign(new Error('as planned'), { name: 'Flaky' });
    default:
      return { key, attempt };
  }
};
`;

/** What the machine and its children get as input for one Task. */
export interface TaskInput {
  key: string;
  acts: Schedule['first'];
  folder: string;
}

const CAUGHT = { Type: 'Pass', Output: { caught: '{% $states.input %}' }, End: true };

/** The machine of a schedule, as a user would write it, in JSONata. */
export function defineMachine(schedule: Schedule, functionName: string): object {
  const { policy, childType, maxConcurrency, toleratedFailureCount } = schedule;
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'First',
    States: {
      First: {
        ...invoke(functionName, '$states.input.first'),
        Retry: retriers(policy),
        ...catcher(policy, {
          Next: 'Work',
          Assign: { caught: '{% $states.errorOutput.Error %}' },
          Output: '{% $states.input %}',
        }),
        Assign: { caught: 'nothing' },
        Output: '{% $states.input %}',
        Next: 'Work',
      },
      Work: {
        Type: 'Map',
        Items: '{% $states.input.items %}',
        MaxConcurrency: maxConcurrency,
        ToleratedFailureCount: toleratedFailureCount,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: childType },
          StartAt: 'Run',
          States: {
            Run: {
              ...invoke(functionName, '$states.input'),
              Retry: retriers(policy),
              ...catcher(policy, { Next: 'Caught', Output: '{% $states.errorOutput.Error %}' }),
              Output: '{% $states.result.Payload %}',
              End: true,
            },
            // Without a catcher nothing leads to it, which is refused.
            ...(policy.caught === undefined ? {} : { Caught: CAUGHT }),
          },
        },
        Output: { caught: '{% $caught %}' },
        End: true,
      },
    },
  };
}

function invoke(functionName: string, input: string): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: {
      FunctionName: functionName,
      Payload: {
        key: `{% ${input}.key %}`,
        attempt: '{% $states.context.State.RetryCount %}',
        acts: `{% ${input}.acts %}`,
        folder: `{% ${input}.folder %}`,
      },
    },
  };
}

function retriers({ retriers }: Policy): object[] {
  return retriers.map(({ errors, maxAttempts }) => ({
    ErrorEquals: errors,
    MaxAttempts: maxAttempts,
    IntervalSeconds: 1,
    BackoffRate: 1,
    JitterStrategy: 'FULL',
  }));
}

function catcher({ caught }: Policy, then: object): object {
  return caught === undefined ? {} : { Catch: [{ ErrorEquals: caught, ...then }] };
}
