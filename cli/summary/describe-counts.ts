import type { OutcomeCounts } from '../../core/contracts/run-result.ts';
import { formatCount } from '../format/numbers.ts';

/** `200,000 succeeded`, `3,107 succeeded, 94 failed of 3,201`, `12 succeeded, 88 not run of 100`. */
export function describeCounts({ total, succeeded, failed, notRun }: OutcomeCounts): string {
  if (total === 0) return 'none';
  const parts = [`${formatCount(succeeded)} succeeded`];
  if (failed > 0) parts.push(`${formatCount(failed)} failed`);
  if (notRun > 0) parts.push(`${formatCount(notRun)} not run`);
  return parts.length === 1 && succeeded === total
    ? `${parts[0]}`
    : `${parts.join(', ')} of ${formatCount(total)}`;
}
