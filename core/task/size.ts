const unitBytes = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 } as const;

/** An amount of memory as text: `'256 MB'`, `'1 GB'`. Binary multiples, as Lambda counts memory. */
export type Size = `${number} ${keyof typeof unitBytes}`;

/** Bytes of a {@link Size}, or undefined if the value is none. */
export function parseSize(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^(\d+(?:\.\d+)?) ([A-Z]+)$/.exec(value);
  if (!match?.[1] || !match[2] || !isUnit(match[2])) return undefined;
  return Number(match[1]) * unitBytes[match[2]];
}

function isUnit(text: string): text is keyof typeof unitBytes {
  return Object.hasOwn(unitBytes, text);
}
