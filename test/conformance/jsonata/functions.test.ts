import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { assumption, fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { pass } from '../states.ts';

const cloud = useCloud();

for (const [expression, value] of [
  ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
  ['$range(0, 10, 5)', [0, 5, 10]],
  ['$range(3, 1, -1)', [3, 2, 1]],
  ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
  ["$hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ["$hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['$random() < 1', true],
  ['$random(7) = $random(7)', true],
  [
    '$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).match != ""',
    true,
  ],
  ['$parse(\'{"x":[1,null]}\').x', [1, null]],
] as const) {
  fact(`${expression} is ${JSON.stringify(value)}`, FROM.jsonata, async () => {
    expect(json((await cloud.run(pass(`{% ${expression} %}`))).output)).toEqual(value);
  });
}

fact('$eval is not there', FROM.jsonata, async () => {
  expect(await cloud.run(pass("{% $eval('1') %}"))).toMatchObject({ error: 'States.QueryEvaluationError' });
});

for (const expression of [
  "$hash('abc', 'SHA-3')",
  '$partition([1], 0)',
  '$range(0, 10, 0)',
  "$parse('no json')",
]) {
  assumption(`${expression} is States.QueryEvaluationError`, async () => {
    const execution = await cloud.run(pass(`{% ${expression} %}`));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
}
