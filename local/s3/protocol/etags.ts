/** An entity tag in quotes, as headers and XML show it. */
export function quoteEtag(etag: string): string {
  return `"${etag}"`;
}

/** An entity tag as a client wrote it, without quotes. S3 takes it either way. */
export function unquoteEtag(text: string): string {
  return text.trim().replace(/^(?:W\/)?"(.*)"$/, '$1');
}

/** Whether a condition header's list (`*`, or tags with commas between) has this tag. */
export function etagListHas(list: string, etag: string): boolean {
  return list.split(',').some((item) => item.trim() === '*' || unquoteEtag(item) === etag);
}
