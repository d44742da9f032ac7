/**
 * The file name of an object of a data set: the last step of its key, `data-00001.csv`. Undefined if the address is no
 * `s3://bucket/key`, or ends in what is no name of a file.
 */
export function objectName(uri: string): string | undefined {
  const name = /^s3:\/\/[^/]+\/(?:.*\/)?([^/\\\0]+)$/s.exec(uri)?.[1];
  return name === '.' || name === '..' ? undefined : name;
}
