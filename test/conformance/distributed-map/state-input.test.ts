import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { childTypes, exportOf, mapMachine, mapRunOf, writer } from './map-runs.ts';

const cloud = useCloud();

for (const type of childTypes) {
  fact(`the result of ${type} children is in the order of the items`, SOURCES.recordedScenarios, async () => {
    cloud.functions.unit = async (event) => {
      await new Promise((resolve) => setTimeout(resolve, 12 - event * 4));
      return event;
    };
    const states = {
      Call: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'unit', Payload: '{% $states.input %}' },
        Output: '{% $states.result.Payload %}',
        End: true,
      },
    };
    const { output } = await cloud.run(mapMachine({ Items: [1, 2, 3] }, { type, states }));
    expect(json(output)).toEqual([1, 2, 3]);
  });
}

fact('without Items the Map’s input is the items', SOURCES.distributedMap, async () => {
  expect(json((await cloud.run(mapMachine({}), [1, 2])).output)).toEqual([1, 2]);
});

fact(
  'Items that yield a number are an error with JSONata’s sentence',
  SOURCES.recordedScenarios,
  async () => {
    const execution = await cloud.run(mapMachine({ Items: '{% 1 %}' }));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(execution.cause).toContain("Expected 'array', but was 'number' for value: 1");
  },
);

fact('an input that is an object, without Items, is an error', SOURCES.recordedScenarios, async () => {
  const execution = await cloud.run(mapMachine({}), { a: 1 });
  expect(execution.status).toBe('FAILED');
  expect(execution.cause).toContain('Map state input must be an array but was: {"a":1}');
});

assumption('no items give an empty result, and a Map Run that succeeded with none', async () => {
  const { executionArn, output } = await cloud.run(mapMachine({ Items: [] }));
  expect(output).toBe('[]');
  const { status, itemCounts } = await mapRunOf(cloud, executionArn);
  expect({ status, total: itemCounts?.total }).toEqual({ status: 'SUCCEEDED', total: 0 });
});

assumption('no items export a manifest without files', async () => {
  const { executionArn } = await cloud.run(mapMachine({ Items: [], ...writer('empty') }));
  const { manifest } = await exportOf(cloud, executionArn, 'empty');
  expect(manifest.ResultFiles).toEqual({ FAILED: [], PENDING: [], SUCCEEDED: [] });
});

fact('a child’s input over 256 KiB fails with States.DataLimitExceeded', SOURCES.quotas, async () => {
  const ItemSelector = "{% $pad('', 262143, 'x') %}";
  const execution = await cloud.run(mapMachine({ Items: [1], ItemSelector }));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

fact('a child’s input of exactly 256 KiB is accepted', SOURCES.quotas, async () => {
  const states = { P: { Type: 'Pass', Output: 1, End: true } };
  const ItemSelector = "{% $pad('', 262142, 'x') %}";
  expect((await cloud.run(mapMachine({ Items: [1], ItemSelector }, { states }))).output).toBe('[1]');
});

fact('a result over 256 KiB fails with States.DataLimitExceeded', SOURCES.resultWriter, async () => {
  const states = { P: { Type: 'Pass', Output: "{% $pad('', 140000, 'x') %}", End: true } };
  const execution = await cloud.run(mapMachine({ Items: [1, 2] }, { states }));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});
