/** `1.5 s` of milliseconds, without the unit. */
export function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

/** Bytes as megabytes, powers of ten. */
export function megabytes(bytes: number): string {
  const amount = bytes / 1e6;
  return `${amount < 10 ? amount.toFixed(2) : Math.round(amount).toLocaleString('en')} MB`;
}

/** Megabytes per second. */
export function rate(bytes: number, ms: number): string {
  return String(Math.round(bytes / 1000 / ms));
}

/** A share in whole percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
