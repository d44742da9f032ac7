const longest = 300;

/**
 * Makes like messages alike: quoted text becomes `'…'`, ids and hex digits `<id>`, numbers `<n>`. Of long ones the beginning.
 *
 * @example normalizeMessage("row 17 of 'a.csv' has no price") // "row <n> of '…' has no price"
 */
export function normalizeMessage(message: string): string {
  return message
    .slice(0, 4 * longest)
    .replace(/(?<![A-Za-z0-9])(["'`])(?:(?!\1)[^\\\n]|\\.)*\1(?![A-Za-z0-9])/g, '$1…$1')
    .replace(/[“„][^”“\n]*[”“]/g, '“…”')
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>')
    .replace(/\b0x[0-9a-f]+\b/gi, '<id>')
    .replace(/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,}\b/gi, '<id>')
    .replace(/(?<![\w<])[-+]?\d[\d,_]*(?:\.\d+)?(?:e[-+]?\d+)?/gi, '<n>')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest);
}
