const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})0*)?)?(?:[Zz]|([+-])(\d\d):?(\d\d))$/;
const MS_PER_DAY = 86_400_000;

/** Days from 1970-01-01 to an ISO 8601 date of four-digit year, or undefined when it is none. */
export function readDate(text: string): number | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const time = new Date(0);
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  time.setUTCFullYear(year, month - 1, day);
  const exists = time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
  return exists ? time.getTime() / MS_PER_DAY : undefined;
}

/**
 * Microseconds from 1970-01-01T00:00:00Z to an ISO 8601 date and time, or undefined when it is none, has no `Z` or offset
 * (and so isn't a point in time), or is finer than a microsecond.
 */
export function readTimestamp(text: string): number | bigint | undefined {
  const match = DATE_TIME.exec(text);
  const days = match?.[1] === undefined ? undefined : readDate(match[1]);
  if (!match || days === undefined) return undefined;
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4] ?? 0)];
  const [offsetHour, offsetMinute] = [Number(match[7] ?? 0), Number(match[8] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined;
  const offset = (match[6] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  const seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset * 60;
  const fraction = Number((match[5] ?? '').padEnd(6, '0'));
  const micros = seconds * 1_000_000 + fraction;
  return Number.isSafeInteger(micros) ? micros : BigInt(seconds) * 1_000_000n + BigInt(fraction);
}
