import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { only } from '../states.ts';

const cloud = useCloud();
const limits = FROM.stackd('variable_limits.json');
const textOf = (bytes: number): string => `{% $pad('', ${bytes}, 'x') %}`;

fact('Assign and Output see the variables as they were at the entry', FROM.variables, async () => {
  const { executionArn, output } = await cloud.run({
    StartAt: 'One',
    States: {
      One: { Type: 'Pass', Assign: { x: 1, y: 10 }, Next: 'Two' },
      Two: { Type: 'Pass', Assign: { x: '{% $y %}', y: '{% $x %}' }, Output: '{% $x %}', Next: 'Three' },
      Three: { Type: 'Pass', Output: ['{% $states.input %}', '{% $x %}', '{% $y %}'], End: true },
    },
  });
  expect(json(output)).toEqual([1, 10, 1]);
  const exited = (await cloud.history(executionArn))[2]?.stateExitedEventDetails;
  expect(exited?.assignedVariables).toEqual({ x: '1', y: '10' });
});

fact('one Assign may hold 256 KiB', limits, async () => {
  const assigning = (Assign: object) => cloud.run(only({ Type: 'Pass', Assign, Output: 1 }));
  expect(await assigning({ x: textOf(262_142) })).toMatchObject({ status: 'SUCCEEDED' });
  expect(await assigning({ x: textOf(131_072), y: textOf(131_072) })).toMatchObject({ status: 'FAILED' });
});

fact('the variables of a scope may hold more than that', limits, async () => {
  const { output } = await cloud.run({
    StartAt: 'One',
    States: {
      One: { Type: 'Pass', Assign: { one: textOf(200_000) }, Next: 'Two' },
      Two: { Type: 'Pass', Assign: { two: textOf(200_000) }, Next: 'Sum' },
      Sum: { Type: 'Pass', Output: '{% $length($one) + $length($two) %}', End: true },
    },
  });
  expect(output).toBe('400000');
});

fact('all variables of an execution may hold 10 MiB', limits, async () => {
  const names = Array.from({ length: 43 }, (_, at) => `v${at}`);
  const states = names.map((name, at) => {
    const next = names[at + 1];
    return [
      name,
      {
        Type: 'Pass',
        Assign: { [name]: textOf(250_000) },
        ...(next === undefined ? { End: true } : { Next: next }),
      },
    ];
  });
  const execution = await cloud.run({ StartAt: 'v0', States: Object.fromEntries(states) });
  expect(execution.status).toBe('FAILED');
});

for (const [title, name] of [
  ['states', 'states'],
  ['a name with a dash', 'a-b'],
  ['a name that begins with a digit', '1a'],
  ['a name of 81 characters', 'v'.repeat(81)],
] as const) {
  fact(`no variable is called ${title}`, FROM.variables, async () => {
    const created = cloud.createMachine(only({ Type: 'Pass', Assign: { [name]: 1 } }));
    await expect(created).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });
}
