import { describe, expect, it } from 'vitest';
import { partition, random, range } from '../../../../local/step-functions/jsonata/functions.ts';
import { compileTemplate } from '../../../../local/step-functions/jsonata/template.ts';

const evaluate = (source: Parameters<typeof compileTemplate>[0], states = {}) =>
  compileTemplate(source, 'Output').evaluate({ states });

describe('compileTemplate()', () => {
  it('leaves what is no expression as it is', async () => {
    const source = { a: [1, 'x', null, { b: '{% not closed' }], c: '  {% 1 %}' };
    expect(await evaluate(source)).toBe(source);
  });

  it('gives plain arrays to the next expression, however long they are', async () => {
    const one = await evaluate('{% $states.list[$ > 1] %}', { list: [1, 2] });
    expect(one).toBe(2);
    // A sequence of JSONata would be unwrapped where a plain array of one stays what it is.
    const kept = await evaluate('{% [$states.list[$ > 1]] %}', { list: [1, 2] });
    expect(kept).toEqual([2]);
    expect(await evaluate('{% $states.kept %}', { kept })).toEqual([2]);
    expect(await evaluate('{% $states.nested %}', { nested: [[1]] })).toEqual([[1]]);
  });

  it('drops undefined members inside an expression but not nulls', async () => {
    expect(await evaluate('{% {"a": $states.none, "b": null} %}')).toEqual({ b: null });
  });

  it('keeps a member that is called __proto__', async () => {
    const source = JSON.parse('{"__proto__": "{% 1 %}"}');
    expect(JSON.stringify(await evaluate(source))).toBe('{"__proto__":1}');
  });

  it('evaluates the same expression many times at once', async () => {
    const template = compileTemplate({ n: '{% $map([1..3], function($i) { $i * $states.n }) %}' }, 'Output');
    const all = await Promise.all(Array.from({ length: 50 }, (_, n) => template.evaluate({ states: { n } })));
    expect(all).toEqual(Array.from({ length: 50 }, (_, n) => ({ n: [n, 2 * n, 3 * n] })));
  });

  it('names the member that failed', async () => {
    await expect(evaluate({ a: { b: [0, '{% $states.x %}'] } })).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      location: 'Output/a/b[1]',
    });
  });
});

describe('the functions of Step Functions', () => {
  it('refuse what makes no sense', () => {
    expect(() => partition([1], 0)).toThrow('the chunk size must be an integer of at least 1, but was 0');
    expect(() => range(1, 2, 0)).toThrow('the step must not be 0');
    expect(() => range(1, 2_000, 1)).toThrow('2000 elements asked for, 1000 allowed');
  });

  it('count down, make nothing, and repeat themselves for a seed', () => {
    expect(range(3, 1, -1)).toEqual([3, 2, 1]);
    expect(range(3, 1, 1)).toEqual([]);
    expect(random(5)).toBe(random(5));
    expect(random(undefined)).toBeLessThan(1);
  });
});
