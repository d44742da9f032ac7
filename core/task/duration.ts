const unitMilliseconds = {
  ms: 1,
  millisecond: 1,
  milliseconds: 1,
  second: 1_000,
  seconds: 1_000,
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
} as const;

/** A length of time as text: `'250 ms'`, `'2 seconds'`, `'1.5 minutes'`, `'1 hour'`. */
export type Duration = `${number} ${keyof typeof unitMilliseconds}`;

/** Milliseconds of a {@link Duration}, or undefined if the value is none. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^(\d+(?:\.\d+)?) ([a-z]+)$/.exec(value);
  if (!match?.[1] || !match[2] || !isUnit(match[2])) return undefined;
  return Number(match[1]) * unitMilliseconds[match[2]];
}

function isUnit(text: string): text is keyof typeof unitMilliseconds {
  return Object.hasOwn(unitMilliseconds, text);
}
