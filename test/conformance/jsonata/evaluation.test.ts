import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { assumption, fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { only, pass } from '../states.ts';

const cloud = useCloud();
const snapshots = FROM.localStack('outputdecl/test_output.snapshot.json');

fact('an expression that yields nothing fails, and EvaluationFailed says where', snapshots, async () => {
  const { executionArn, ...execution } = await cloud.run(pass({ result: '{% $states.input.nothing %}' }));
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'Only' (entered at the event id #2). The JSONata expression '$states.input.nothing' specified for the field 'Output/result' returned nothing (undefined).",
  });
  const events = await cloud.history(executionArn);
  expect(events.map(({ type, previousEventId }) => [type, previousEventId])).toEqual([
    ['ExecutionStarted', 0],
    ['PassStateEntered', 0],
    ['EvaluationFailed', 0],
    ['ExecutionFailed', 3],
  ]);
  expect(events[2]?.evaluationFailedEventDetails).toMatchObject({ location: 'Output/result', state: 'Only' });
});

fact('null is kept, as it is something', snapshots, async () => {
  expect((await cloud.run(pass('{% null %}'))).output).toBe('null');
});

fact('an expression that doesn’t parse is refused at creation', FROM.jsonata, async () => {
  await expect(cloud.createMachine(pass('{% $states.( %}'))).rejects.toMatchObject({
    name: 'InvalidDefinition',
  });
});

fact('a text that only begins as an expression is refused at creation', FROM.jsonata, async () => {
  await expect(cloud.createMachine(pass('{% 1'))).rejects.toMatchObject({ name: 'InvalidDefinition' });
});

fact('only a whole text is an expression: there is no $ without {% %}', FROM.jsonata, async () => {
  expect(json((await cloud.run(pass(['$states.input', 'a {% 1 %} b']))).output)).toEqual([
    '$states.input',
    'a {% 1 %} b',
  ]);
});

fact('the root of an expression is nothing: only variables can be read', FROM.jsonata, async () => {
  expect(await cloud.run(pass('{% $ %}'), { a: 1 })).toMatchObject({ error: 'States.QueryEvaluationError' });
  expect(await cloud.run(pass('{% a %}'), { a: 1 })).toMatchObject({ error: 'States.QueryEvaluationError' });
});

fact('a type error has JSONata’s sentence', FROM.jsonata, async () => {
  const execution = await cloud.run(pass("{% 1 + 'a' %}"));
  expect(execution.cause).toContain('The right side of the "+" operator must evaluate to a number');
});

const limits = FROM.stackd('expression_limits.json');
for (const [expression, length] of [
  ["$pad('',131072,'x') & $pad('',131073,'x')", 262_145],
  ["$pad($pad('',131072,'x'),262145,'x')", 262_145],
  ["$join([$pad('',131072,'x'),$pad('',131073,'x')])", 262_145],
] as const) {
  fact(`inside an expression ${expression} may have ${length} characters`, limits, async () => {
    expect((await cloud.run(pass(`{% $length(${expression}) %}`))).output).toBe(String(length));
  });
}

fact('$pad adds 262,144 characters at most', limits, async () => {
  const execution = await cloud.run(pass("{% $length($pad('',262145,'x')) %}"));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  expect((await cloud.run(pass("{% $length($pad('',262144,'é')) %}"))).output).toBe('262144');
});

fact('fields that are numbers may be expressions', FROM.jsonata, async () => {
  const state = { Type: 'Wait', Seconds: '{% $states.input.s %}' };
  expect(await cloud.run(only(state), { s: 0 })).toMatchObject({ status: 'SUCCEEDED' });
  expect(await cloud.run(only(state), { s: 'x' })).toMatchObject({ error: 'States.QueryEvaluationError' });
});

assumption('a function that calls itself for ever fails its state, and the local cloud goes on', async () => {
  const endless = await cloud.run(pass('{% ($f := function($x) { 1 + $f($x) }; $f(1)) %}'));
  expect(endless).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  expect(endless.cause).toContain('Check for non-terminating recursive function');
  expect(
    (await cloud.run(pass('{% ($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(500)) %}'))).output,
  ).toBe('500');
});
