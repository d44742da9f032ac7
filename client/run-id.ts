import { randomBytes } from 'node:crypto';

/** Longest run id, minus date, time, random part and their dashes. */
const longestTask = 60 - '-20260101-120000-abcd'.length;

/**
 * A new run id, readable and unique: `<task>-<yyyymmdd>-<hhmmss>-<4 random characters>`, in UTC.
 * Long task names are cut, so that a run id never exceeds its 60 characters.
 */
export function newRunId(task: string, now: Date = new Date()): string {
  const [date = '', time = ''] = now.toISOString().replaceAll(/[-:]/g, '').slice(0, 15).split('T');
  return [task.slice(0, longestTask), date, time, randomText(4)].join('-');
}

function randomText(length: number): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  return [...randomBytes(length)].map((byte) => letters[byte % letters.length]).join('');
}
