/** S3's own error in one line: its sentence, the status code and the error code. */
export function describeS3Error(thrown: unknown): string {
  const name = thrown instanceof Error ? thrown.name : 'Error';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const status =
    typeof thrown === 'object' && thrown !== null && '$metadata' in thrown
      ? readStatus(thrown.$metadata)
      : undefined;
  const detail = status === undefined ? name : `Service: S3, Status Code: ${status}, Error Code: ${name}`;
  return `${message} (${detail})`;
}

function readStatus(metadata: unknown): number | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
