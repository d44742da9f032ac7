import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { exportOf, failNegative, mapMachine, writer } from './map-runs.ts';

const cloud = useCloud();

async function run(rest: object, config: object, states?: object) {
  const machine = mapMachine({ ...rest, ...writer('t', config) }, states === undefined ? {} : { states });
  return await exportOf(cloud, (await cloud.run(machine)).executionArn, 't');
}

fact('COMPACT is an array of the children’s outputs', SOURCES.recordedMap, async () => {
  const config = { Transformation: 'COMPACT', OutputType: 'JSON' };
  const { succeeded } = await run({ Items: [[1, 2], 3], MaxConcurrency: 1 }, config);
  expect(succeeded).toEqual(['[[1,2],3]']);
});

fact('FLATTEN takes arrays apart', SOURCES.resultWriter, async () => {
  const config = { Transformation: 'FLATTEN', OutputType: 'JSON' };
  const { succeeded } = await run({ Items: [[1, 2], [3]], MaxConcurrency: 1 }, config);
  expect(succeeded).toEqual(['[1,2,3]']);
});

fact('FLATTEN leaves an output that is no array as it is', SOURCES.recordedMap, async () => {
  const config = { Transformation: 'FLATTEN', OutputType: 'JSONL' };
  const { succeeded } = await run({ Items: [[1, { a: 1 }], 'x'], MaxConcurrency: 1 }, config);
  expect(succeeded).toEqual(['1\n{"a":1}\n"x"\n']);
});

fact('JSONL files have one record in each line, and that extension', SOURCES.recordedMap, async () => {
  const config = { Transformation: 'NONE', OutputType: 'JSONL' };
  const { base, manifest, succeeded } = await run({ Items: [1, 2], MaxConcurrency: 1 }, config);
  const lines = succeeded[0]?.trimEnd().split('\n') ?? [];
  expect(lines.map((line) => json(line).Output)).toEqual(['1', '2']);
  expect(manifest.ResultFiles.SUCCEEDED[0].Key).toBe(`${base}/SUCCEEDED_0.jsonl`);
});

fact(
  'children that failed are exported as with NONE, whatever the transformation',
  SOURCES.resultWriter,
  async () => {
    const config = { Transformation: 'FLATTEN', OutputType: 'JSON' };
    const { succeeded, failed } = await run(
      { Items: [1, -1], ToleratedFailureCount: 1 },
      config,
      failNegative,
    );
    expect(succeeded).toEqual(['[1]']);
    expect(json(failed[0])).toMatchObject([{ Error: 'Negative', Input: '-1', Status: 'FAILED' }]);
  },
);

fact('without a WriterConfig an export is NONE and JSON', SOURCES.resultWriter, async () => {
  const { executionArn } = await cloud.run(mapMachine({ Items: [1], ...writer('plain') }));
  const { succeeded } = await exportOf(cloud, executionArn, 'plain');
  expect(json(succeeded[0])).toMatchObject([{ Output: '1', Status: 'SUCCEEDED' }]);
});

const inline = (config: object) => ({ ResultWriter: { WriterConfig: config } });

fact('a WriterConfig alone formats the state’s result', SOURCES.resultWriter, async () => {
  const config = { Transformation: 'FLATTEN', OutputType: 'JSON' };
  const { output } = await cloud.run(mapMachine({ Items: [[1], [2, 3]], ...inline(config) }));
  expect(json(output)).toEqual([1, 2, 3]);
});

fact('without a ResultWriter the result is as with COMPACT', SOURCES.resultWriter, async () => {
  expect((await cloud.run(mapMachine({ Items: [[1], 2] }))).output).toBe('[[1],2]');
});

assumption('NONE in the state’s result gives the records of an export', async () => {
  const config = { Transformation: 'NONE', OutputType: 'JSON' };
  const { output } = await cloud.run(mapMachine({ Items: [1], ...inline(config) }));
  expect(json(output)).toMatchObject([{ Input: '1', Output: '1', Status: 'SUCCEEDED' }]);
});

fact('an empty ResultWriter is refused', SOURCES.resultWriter, async () => {
  const refused = cloud.createMachine(mapMachine({ Items: [1], ResultWriter: {} }));
  await expect(refused).rejects.toMatchObject({ name: 'InvalidDefinition' });
});
