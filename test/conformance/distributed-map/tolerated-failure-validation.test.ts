import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { mapMachine } from './map-runs.ts';

const cloud = useCloud();

const prefix = "An error occurred while executing the state 'Map' (entered at the event id #2). ";

for (const [field, value, cause] of [
  ['ToleratedFailureCount', -1, 'ToleratedFailureCount cannot be negative.'],
  ['ToleratedFailurePercentage', -1.1, 'ToleratedFailurePercentage must be between 0 and 100.'],
  ['ToleratedFailurePercentage', 110, 'ToleratedFailurePercentage must be between 0 and 100.'],
] as const) {
  fact(
    `an expression of ${field} that yields ${value} fails the execution`,
    SOURCES.recordedScenarios,
    async () => {
      const machine = mapMachine({ Items: [1], [field]: '{% $states.input.value %}' });
      const execution = await cloud.run(machine, { value });
      expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: prefix + cause });
    },
  );
}

fact('a bad tolerance fails right after MapStateStarted', SOURCES.recordedScenarios, async () => {
  const machine = mapMachine({ Items: [1], ToleratedFailureCount: '{% $states.input.value %}' });
  const { executionArn } = await cloud.run(machine, { value: -1 });
  const types = (await cloud.history(executionArn)).map(({ type }) => type);
  expect(types).toContain('MapStateStarted');
  expect(types).not.toContain('MapRunStarted');
  expect(types.at(-1)).toBe('ExecutionFailed');
});
