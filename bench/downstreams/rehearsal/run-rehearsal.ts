import { downstreams } from '../downstreams.ts';
import type { RehearsalOptions } from '../read-options.ts';
import { describeRehearsal, passes } from './describe-rehearsal.ts';
import { describeTicks } from './describe-ticks.ts';
import { rehearseDownstream } from './rehearse-downstream.ts';

/**
 * Rehearses all downstreams in virtual time and prints a table of each, or with `seed` the decisions of that one run.
 * @returns true if every downstream's median run is within the limits; with `seed`, that run
 */
export function runRehearsal({ seeds, seed }: Omit<RehearsalOptions, 'kind'>): boolean {
  const began = performance.now();
  const wanted = seed === undefined ? Array.from({ length: seeds }, (_, at) => at + 1) : [seed];
  const rehearsed = downstreams.map((downstream) => {
    const one = rehearseDownstream(downstream, wanted);
    const [run] = one.adaptive;
    const text =
      seed === undefined || run === undefined
        ? describeRehearsal(one)
        : describeTicks(downstream.title, run, one.best);
    console.log(`${text}\n`);
    return one;
  });
  console.log(`${((performance.now() - began) / 1000).toFixed(1)} s`);
  return rehearsed.every(passes);
}
