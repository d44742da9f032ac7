import type { Advice } from '../../core/contracts/report-details.ts';
import { wrapText } from '../format/wrap.ts';

/**
 * What a run would gain from: each setting with the value to give it, and why. Nothing of a run that is well tuned.
 * @param width of the text, in characters
 */
export function describeAdvice(advice: readonly Advice[], width: number): string[] {
  const changes = advice.filter(({ code }) => code !== 'nothing-to-change');
  if (changes.length === 0) return [];
  return ['What to change', ...changes.flatMap((each) => describeChange(each, width))];
}

function describeChange({ setting, from, to, text }: Advice, width: number): string[] {
  const head =
    setting === null || to === null
      ? []
      : [`  ${setting}: ${to}${from === null ? '' : ` instead of ${from}`}`];
  return [...head, ...wrapText(text, width - 4).map((line) => `    ${line}`)];
}
