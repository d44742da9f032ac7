import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderByDependencies } from '../../../local/cloudformation/order.ts';
import { namePhysically } from '../../../local/cloudformation/physical-names.ts';
import { substituteDefinition } from '../../../local/cloudformation/substitution.ts';

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,100}$/);

describe('physical names', () => {
  it('fit, and stay the same for the same stack and logical id', () => {
    fc.assert(
      fc.property(name, name, fc.constantFrom(63, 64, 80, 255), (stack, id, maxLength) => {
        const physical = namePhysically(stack, id, maxLength);
        expect(physical.length).toBeLessThanOrEqual(maxLength);
        expect(physical).toMatch(/^[A-Za-z][A-Za-z0-9-]*$/);
        expect(namePhysically(stack, id, maxLength)).toBe(physical);
      }),
    );
  });

  it('differ between stacks and logical ids, however long these are', () => {
    const long = 'x'.repeat(200);
    const names = [
      namePhysically(long, 'A', 63),
      namePhysically(`${long}y`, 'A', 63),
      namePhysically('A', long, 63),
      namePhysically('A', `${long}y`, 63),
    ];
    expect(new Set(names).size).toBe(4);
    expect(namePhysically('Stack', 'Bucket', 63)).toMatch(/^Stack-Bucket-[A-Z0-9]{12}$/);
  });
});

describe('order', () => {
  it('puts dependencies first and keeps the rest as it is', () => {
    const needs: Record<string, string[]> = { a: ['c', 'unknown'], b: [], c: ['d'], d: [] };
    expect(orderByDependencies(['a', 'b', 'c', 'd'], (one) => needs[one] ?? [])).toEqual([
      'd',
      'c',
      'a',
      'b',
    ]);
  });

  it('names a cycle', () => {
    const needs: Record<string, string[]> = { a: ['b'], b: ['c'], c: ['b'] };
    expect(() => orderByDependencies(['a', 'b', 'c'], (one) => needs[one] ?? [])).toThrow('b -> c -> b');
  });
});

describe('definition substitutions', () => {
  it('replace names that are given, as text, and leave others', () => {
    const definition = '{"Resource":"${Fn}","Max":${Max},"Cost":"${Other}","Raw":"${!Fn}"}';
    expect(substituteDefinition(definition, { Fn: 'arn:x', Max: '3' })).toBe(
      '{"Resource":"arn:x","Max":3,"Cost":"${Other}","Raw":"${!Fn}"}',
    );
  });
});
