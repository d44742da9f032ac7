import { expect, it } from 'vitest';
import { freeMemory } from '../../../../local/s3/body/free-memory.ts';

it("frees memory that is a buffer's alone, and none that it shares", () => {
  const alone = Buffer.allocUnsafeSlow(65_536);
  const part = Buffer.allocUnsafeSlow(100).subarray(0, 50).fill(7);
  const pooled = Buffer.from('text');
  for (const bytes of [alone, part, pooled]) freeMemory(bytes);
  expect(alone.length).toBe(0);
  expect(part.equals(Buffer.alloc(50, 7))).toBe(true);
  expect(pooled.toString()).toBe('text');
});
