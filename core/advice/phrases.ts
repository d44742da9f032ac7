/** Two significant digits, and never less than 1: a setting that people would write. */
export function roundSetting(value: number): number {
  if (value < 10) return Math.max(1, Math.round(value));
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
}

/** A time limit as a task writes it: `250 ms`, `2 seconds`, `1.5 minutes`. */
export function writeDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const [value, unit] =
    milliseconds < 60_000 ? [milliseconds / 1_000, 'second'] : [milliseconds / 60_000, 'minute'];
  const text = Number(value.toFixed(2));
  return `${text} ${unit}${text === 1 ? '' : 's'}`;
}
