/** Endings that say a format, which is no news in a run's name. */
const formatEnding = /(\.(jsonl|ndjson|json|csv|tsv))?(\.(gz|gzip|zst|zstd))?$/i;

/**
 * The last segment of a key as a name may start: letters, digits and dashes, the first no dash; `object` where nothing of it
 * can stand.
 * @param longest characters at most
 */
export function shortenKey(key: string, longest: number): string {
  const plain = key
    .slice(key.lastIndexOf('/') + 1)
    .replace(formatEnding, '')
    // Letters without their accents.
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9_]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, longest)
    .replace(/[-_]+$/, '');
  return plain === '' ? 'object' : plain;
}
