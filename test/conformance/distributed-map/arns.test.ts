import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { childrenOf, mapMachine, mapRunOf } from './map-runs.ts';

const cloud = useCloud();
const start = 'arn:aws:states:us-east-1:000000000000';
const uuid = (version: string) =>
  `[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`;

async function childOf(type: 'STANDARD' | 'EXPRESS') {
  const machine = await cloud.createMachine(mapMachine({ Items: [1] }, { type }), `arns-${type}`);
  const execution = await cloud.finished(await cloud.startExecution(machine));
  const { mapRunArn } = await mapRunOf(cloud, execution.executionArn);
  const [child] = await childrenOf(cloud, mapRunArn);
  return { mapRunArn, child };
}

fact('a Map Run’s ARN has the machine, the label and a random UUID', SOURCES.recordedMap, async () => {
  const { mapRunArn } = await childOf('STANDARD');
  expect(mapRunArn).toMatch(new RegExp(`^${start}:mapRun:arns-STANDARD/Map:${uuid('4')}$`));
});

fact('a child’s machine is the parent’s with the label', SOURCES.recordedMap, async () => {
  const { child } = await childOf('STANDARD');
  expect(child?.stateMachineArn).toBe(`${start}:stateMachine:arns-STANDARD/Map`);
});

fact('a STANDARD child’s ARN ends in its name, which looks like a UUID', SOURCES.recordedMap, async () => {
  const { child } = await childOf('STANDARD');
  expect(child?.name).toMatch(new RegExp(`^${uuid('3')}$`));
  expect(child?.executionArn).toBe(`${start}:execution:arns-STANDARD/Map:${child?.name}`);
});

fact('an EXPRESS child’s ARN has its name and a UUID of the execution', SOURCES.recordedMap, async () => {
  const { child } = await childOf('EXPRESS');
  const name = `${uuid('3')}:${uuid('4')}`;
  expect(child?.executionArn).toMatch(new RegExp(`^${start}:express:arns-EXPRESS/Map:${name}$`));
});

fact(
  'the API’s name of an EXPRESS child is both: the name and the execution’s UUID',
  SOURCES.recordedRedrive,
  async () => {
    const { child } = await childOf('EXPRESS');
    expect(child?.name).toMatch(new RegExp(`^${uuid('3')}:${uuid('4')}$`));
    expect(child?.executionArn?.endsWith(`/Map:${child.name}`)).toBe(true);
    expect((await cloud.describe(child?.executionArn)).name).toBe(child?.name);
  },
);

fact('Execution.Name in an EXPRESS child’s context is the name alone', SOURCES.recordedRedrive, async () => {
  const states = { Show: { Type: 'Pass', Output: '{% $states.context.Execution %}', End: true } };
  const { output } = await cloud.run(mapMachine({ Items: [1] }, { type: 'EXPRESS', states }));
  const [{ Id, Name }] = json(output);
  expect(Name).toMatch(new RegExp(`^${uuid('3')}$`));
  expect(Id).toContain(`:${Name}:`);
});
