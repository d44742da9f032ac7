const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** An amount of data, in multiples of 1,024 as the task's sizes: `812 B`, `9.4 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let at = 0;
  while (value >= 1023.5 && at < units.length - 1) {
    value /= 1024;
    at++;
  }
  return `${at === 0 || value >= 99.5 ? Math.round(value) : Number(value.toFixed(1))} ${units[at]}`;
}
