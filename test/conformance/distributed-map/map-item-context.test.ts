import { beforeAll, expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { childTypes, mapMachine, reader } from './map-runs.ts';

const cloud = useCloud();
beforeAll(() => cloud.put('a.jsonl', '"x"\n"y"\n'));

const whole = { ItemSelector: '{% $states.context.Map.Item %}' };

fact('of state input, Map.Item is Index, Value and the Source STATE_DATA', SOURCES.recordedMap, async () => {
  const { output } = await cloud.run(mapMachine({ Items: ['x', 'y'], ...whole }));
  expect(json(output)).toEqual([
    { Index: 0, Value: 'x', Source: 'STATE_DATA' },
    { Index: 1, Value: 'y', Source: 'STATE_DATA' },
  ]);
});

fact('of an object in S3, Source is s3://bucket/key, in lower case', SOURCES.recordedMap, async () => {
  const { output } = await cloud.run(mapMachine({ ...reader('a.jsonl', { InputType: 'JSONL' }), ...whole }));
  expect(json(output)[1]).toEqual({ Index: 1, Value: 'y', Source: 's3://data/a.jsonl' });
});

fact('Items that are an object give their values, with Map.Item.Key', SOURCES.contextObject, async () => {
  const { output } = await cloud.run(mapMachine({ Items: { a: 1, b: 2 }, ...whole }));
  expect(json(output)).toEqual([
    { Index: 0, Value: 1, Key: 'a', Source: 'STATE_DATA' },
    { Index: 1, Value: 2, Key: 'b', Source: 'STATE_DATA' },
  ]);
});

fact('ItemSelector sees the parent’s execution and the Map’s input', SOURCES.recordedMap, async () => {
  const ItemSelector = {
    parent: '{% $states.context.Execution.Id %}',
    tag: '{% $states.input.tag %}',
  };
  const { executionArn, output } = await cloud.run(mapMachine({ Items: [1], ItemSelector }), { tag: 't' });
  expect(json(output)).toEqual([{ parent: executionArn, tag: 't' }]);
});

for (const type of childTypes) {
  fact(
    `a ${type} child’s context has no Map, and the machine’s id with the label but its name without`,
    SOURCES.recordedMap,
    async () => {
      const states = { Show: { Type: 'Pass', Output: '{% $states.context %}', End: true } };
      const machine = await cloud.createMachine(mapMachine({ Items: [7] }, { type, states }), `ctx-${type}`);
      const { output } = await cloud.finished(await cloud.startExecution(machine));

      const [context] = json(output);
      expect(Object.keys(context).sort()).toEqual(['Execution', 'State', 'StateMachine']);
      expect(context.StateMachine).toEqual({ Id: `${machine}/Map`, Name: `ctx-${type}` });
      expect(Object.keys(context.Execution).sort()).toEqual(
        ['Id', 'Input', 'Name', 'RedriveCount', 'RoleArn', 'StartTime'].sort(),
      );
      expect(context.Execution.Input).toBe(7);
    },
  );
}

fact(
  'an INLINE Map’s item has no Source: using it fails the execution',
  'stackd’s documentation of what it recorded on AWS, github.com/radkawar/stackd docs/stepfunctions.md',
  async () => {
    const execution = await cloud.run({
      StartAt: 'Map',
      States: {
        Map: {
          Type: 'Map',
          Items: [1],
          ItemSelector: '{% $states.context.Map.Item.Source %}',
          ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  },
);
