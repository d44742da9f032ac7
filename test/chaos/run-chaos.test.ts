import { expect, test } from 'vitest';
import { runChaos } from '../../bench/chaos/run-chaos.ts';

test('a seed: nothing is lost, nothing counted twice', async () => {
  const said: string[] = [];

  const { passed } = await runChaos({ seeds: [1], seconds: Number.POSITIVE_INFINITY }, (line) =>
    said.push(line),
  );

  expect(passed, said.join('\n')).toEqual([1]);
}, 600_000);
