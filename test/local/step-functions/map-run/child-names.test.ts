import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChildNames, suffixOf } from '../../../../local/step-functions/map-run/child-names.ts';

describe('class ChildNames', () => {
  it('finds the number in the name', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (id, sequence) => {
        const names = new ChildNames(id);
        const name = names.nameOf(sequence);
        expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(names.sequenceOf(name)).toBe(sequence);
        expect(suffixOf(name)).toBe(names.suffix);
      }),
    );
  });

  it('knows the names of other runs as such', () => {
    const other = new ChildNames(randomUUID()).nameOf(7);
    expect(new ChildNames(randomUUID()).sequenceOf(other)).toBeUndefined();
    expect(new ChildNames(randomUUID()).sequenceOf('r1')).toBeUndefined();
  });
});
