import type { ProgressFacts } from './describe-progress.ts';

/** How a bar is drawn. */
export interface BarStyle {
  full: string;
  empty: string;
  paint(text: string): string;
}

const widest = 30;
const narrowest = 8;

/**
 * One line of at most `width` columns: bar, percent, facts. Facts that don't fit are left out from the end, the bar
 * shrinks before a fact goes.
 */
export function renderBar({ share, facts }: ProgressFacts, width: number, style: BarStyle): string {
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  for (let count = facts.length; count >= 0; count--) {
    const text = [percent, ...facts.slice(0, count)].join('  ');
    const room = Math.min(widest, width - text.length - 1);
    if (room < narrowest) continue;
    const full = Math.round(share * room);
    return `${style.paint(style.full.repeat(full))}${style.empty.repeat(room - full)} ${text}`;
  }
  return percent.slice(0, Math.max(0, width));
}
