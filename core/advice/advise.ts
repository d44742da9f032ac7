import type { Advice } from '../contracts/report-details.ts';
import type { AdviceBasis } from './advice-basis.ts';
import { adviseConcurrency } from './concurrency.ts';
import { adviseEnvironments } from './environments.ts';
import { adviseFormat } from './format.ts';
import { adviseMemory } from './memory.ts';
import { adviseRetries } from './retries.ts';
import { adviseTimeLimit } from './time-limit.ts';
import { adviseUnitSize } from './unit-size.ts';

/** What a run would gain from, each with the figures that say so; `nothing-to-change` if nothing does. Rules: `docs/report.md`. */
export function advise(basis: AdviceBasis): Advice[] {
  const found = [
    adviseUnitSize,
    adviseConcurrency,
    adviseMemory,
    adviseTimeLimit,
    adviseRetries,
    adviseEnvironments,
    adviseFormat,
  ].flatMap((rule) => rule(basis));
  return found.length > 0 ? found : [nothingToChange(basis)];
}

function nothingToChange({ report }: AdviceBasis): Advice {
  const { total, notRun } = report.items;
  const ran = total - notRun;
  return {
    code: 'nothing-to-change',
    setting: null,
    from: null,
    to: null,
    figures: { items: ran, utilization: report.utilization.ratio },
    text:
      ran === 0
        ? 'No item was run, so there is nothing to judge by.'
        : 'Unit size, concurrency, memory, limits and retries fit this workload.',
  };
}
