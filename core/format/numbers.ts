/** `1,234,567`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1 item`, `2 items`, `1,200 items`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** At least three figures that mean something: `0.00123`, `0.431`, `12.3`, `1,234`. */
export function formatFigure(value: number): string {
  if (value === 0) return '0';
  if (value >= 100) return formatCount(value);
  return String(Number(value.toPrecision(value >= 1 ? 2 + Math.floor(Math.log10(value)) : 2)));
}

/** A share as percent: `0 %`, `0.04 %`, `12.5 %`, `100 %`. Never rounds a remainder away to 0 % or 100 %. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.01) return '< 0.01 %';
  if (percent > 99.9 && percent < 100) return '> 99.9 %';
  return `${Number(percent.toFixed(percent < 1 ? 2 : 1))} %`;
}

/** US dollars, with as many digits as a small amount needs. */
export function formatDollars(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.0001) return 'under $0.0001';
  return `$${usd < 1 ? usd.toFixed(4) : usd.toFixed(2)}`;
}
