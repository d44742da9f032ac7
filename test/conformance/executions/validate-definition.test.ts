import { ValidateStateMachineDefinitionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { pass } from '../states.ts';

const cloud = useCloud();
const page = FROM.api('ValidateStateMachineDefinition');
const validate = (definition: string, maxResults?: number) =>
  cloud.sfn.send(new ValidateStateMachineDefinitionCommand({ definition, maxResults }));
const machine = (definition: object): string => JSON.stringify({ QueryLanguage: 'JSONata', ...definition });

fact('a good definition is OK', page, async () => {
  expect(await validate(machine(pass(1)))).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
});

for (const [code, definition, location] of [
  ['INVALID_JSON_DESCRIPTION', '{', '/'],
  [
    'MISSING_TRANSITION_TARGET',
    machine({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }),
    '/States/A/Next',
  ],
  [
    'SCHEMA_VALIDATION_FAILED',
    machine({ StartAt: 'A', States: { A: { Type: 'Passs', End: true } } }),
    '/States/A/Type',
  ],
] as const) {
  fact(`${code} with the place of the problem`, page, async () => {
    const { result, diagnostics } = await validate(definition);
    expect(result).toBe('FAIL');
    expect(diagnostics).toMatchObject([{ severity: 'ERROR', code, location }]);
  });
}

fact('all problems come at once, unless fewer are asked for', page, async () => {
  const states = { A: { Type: 'Pass', Next: 'X' }, B: { Type: 'Wait', Seconds: -1, End: true } };
  const all = await validate(machine({ StartAt: 'Missing', States: states }));
  expect(all.diagnostics?.length).toBeGreaterThanOrEqual(3);
  const one = await validate(machine({ StartAt: 'Missing', States: states }), 1);
  expect(one).toMatchObject({ truncated: true });
  expect(one.diagnostics).toHaveLength(1);
});
