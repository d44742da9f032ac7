/** @param {number} count */
export function formatCount(count) {
  return Math.round(count).toLocaleString('en-US');
}

/**
 * `1 item`, `2 items`.
 * @param {number} count
 * @param {string} noun
 */
export function countOf(count, noun) {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * At least two figures that mean something: `0.43`, `12.3`, `1,234`.
 * @param {number} value
 */
export function formatFigure(value) {
  if (value === 0) return '0';
  if (value >= 100) return formatCount(value);
  return String(Number(value.toPrecision(value >= 1 ? 2 + Math.floor(Math.log10(value)) : 2)));
}

/**
 * A length of time: `350 ms`, `1.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`.
 * @param {number} ms
 */
export function formatDuration(ms) {
  if (ms < 999.5) return `${Math.round(Math.max(0, ms))} ms`;
  if (ms < 9_950) return `${Number((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return joinUnits(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/**
 * @param {number} large
 * @param {string} largeUnit
 * @param {number} small
 * @param {string} smallUnit
 */
function joinUnits(large, largeUnit, small, smallUnit) {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/**
 * A share as percent that never rounds a remainder away to 100 %.
 * @param {number} share
 */
export function formatPercent(share) {
  return `${share >= 1 ? 100 : Math.min(99, Math.floor(share * 100))} %`;
}

/** @param {number} bytes */
export function formatBytes(bytes) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let at = 0;
  while (value >= 1023.5 && at < units.length - 1) {
    value /= 1024;
    at += 1;
  }
  return `${at === 0 || value >= 99.5 ? Math.round(value) : Number(value.toFixed(1))} ${units[at]}`;
}

/**
 * A moment of the day, with its date if that is another one.
 * @param {number} at
 */
export function formatMoment(at) {
  const date = new Date(at);
  const time = date.toLocaleTimeString('en-GB');
  return date.toDateString() === new Date().toDateString()
    ? time
    : `${date.toLocaleDateString('en-CA')} ${time}`;
}
