import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { echo, mapMachine, mapRunOf } from './map-runs.ts';

const cloud = useCloud();
const recorded = SOURCES.recordedScenarios;

const labelled = (Label: string) => cloud.createMachine(mapMachine({ Items: [1], Label }));

fact('a label of 40 characters is accepted', recorded, async () => {
  await expect(labelled('a'.repeat(40))).resolves.toBeTruthy();
});

fact('a label of 41 characters is refused', recorded, async () => {
  await expect(labelled('a'.repeat(41))).rejects.toThrow(/Label cannot exceed 40 characters/);
});

fact('an empty label is refused', recorded, async () => {
  await expect(labelled('')).rejects.toThrow(/Label cannot be empty/);
});

for (const character of [
  ' ',
  '?',
  '*',
  '<',
  '>',
  '{',
  '}',
  '[',
  ']',
  ':',
  ';',
  ',',
  '\\',
  '|',
  '^',
  '~',
  '$',
  '#',
  '%',
  '&',
  '`',
  '"',
]) {
  fact(`a label with ${JSON.stringify(character)} is refused`, recorded, async () => {
    const refused = labelled(`a${character}b`);
    await expect(refused).rejects.toMatchObject({ name: 'InvalidDefinition' });
    await expect(refused).rejects.toThrow(`Label contains invalid character: '${character}'`);
  });
}

fact('two Maps may not share a label', SOURCES.distributedMap, async () => {
  const map = mapMachine({ Items: [1] }).States.Map;
  const machine = { StartAt: 'Map', States: { Map: { ...map, End: undefined, Next: 'Again' }, Again: map } };
  await expect(cloud.createMachine(machine)).rejects.toThrow(/labels must be unique/);
});

fact('without a label the service makes one: a name-based UUID that stays', SOURCES.recordedMap, async () => {
  const machine = await cloud.createMachine(mapMachine({ Items: [1], Label: undefined }, { states: echo }));
  const labels = [];
  for (let run = 0; run < 2; run += 1) {
    const execution = await cloud.finished(await cloud.startExecution(machine));
    const { mapRunArn } = await mapRunOf(cloud, execution.executionArn);
    labels.push(mapRunArn?.split('/')[1]?.split(':')[0]);
  }
  expect(labels[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(labels[1]).toBe(labels[0]);
});
