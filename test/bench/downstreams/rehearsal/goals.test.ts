import { expect, test } from 'vitest';
import { downstreams } from '../../../../bench/downstreams/downstreams.ts';
import { describeRehearsal, passes } from '../../../../bench/downstreams/rehearsal/describe-rehearsal.ts';
import { describeTicks } from '../../../../bench/downstreams/rehearsal/describe-ticks.ts';
import { rehearseDownstream } from '../../../../bench/downstreams/rehearsal/rehearse-downstream.ts';

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);

test.each(downstreams.map((downstream) => [downstream.title, downstream] as const))(
  '%s: the median run is within a tenth of the best fixed limit and has few rejected',
  (_, downstream) => {
    const rehearsed = rehearseDownstream(downstream, seeds);
    const { slowdown, errorShare, adaptive, best } = rehearsed;

    expect(slowdown.median).toBeLessThanOrEqual(1.1);
    expect(errorShare.median).toBeLessThan(0.01);
    expect(passes(rehearsed)).toBe(true);
    const text = describeRehearsal(rehearsed);
    for (const row of ['median', '90th percentile', 'worst']) expect(text).toContain(`| adaptive, ${row} |`);
    expect(text).toContain('of 20 adaptive runs are within 1.10× and under 1.00 % rejected');
    for (const run of adaptive) {
      const lines = describeTicks(downstream.title, run, best).split('\n').slice(3);
      expect(lines).toHaveLength(run.ticks.length);
      expect(lines.filter((line) => / \* .* → [+−]/.test(line)).length).toBeGreaterThan(0);
    }
  },
);
