import type { AnyReport } from '../../core/contracts/report.ts';
import { formatCount } from '../format/numbers.ts';
import { cutText } from '../format/wrap.ts';
import type { FailureExample } from '../run/failure-examples.ts';
import { renderTable } from './table.ts';

/** Failed items by code, most first, each with one example: `thrown  61  line 4: the movie has no gross`. */
export function describeFailures(
  { failures }: AnyReport,
  examples: readonly FailureExample[],
  width: number,
): string[] {
  const codes = Object.entries(failures?.codes ?? {}).sort(([, a], [, b]) => b - a);
  const heads = renderTable(codes.map(([code, count]) => [code, formatCount(count)]));
  return codes.map(([code], at) => {
    const head = heads[at] ?? code;
    const example = examples.find((each) => each.code === code)?.record;
    if (example === undefined) return head;
    return cutText(`${head}   line ${formatCount(example.source.line)}: ${example.message}`, width);
  });
}
