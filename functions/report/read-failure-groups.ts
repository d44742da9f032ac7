import type { ObjectStore } from '../../aws/object-store/index.ts';
import { failureRecord } from '../../core/contracts/failure.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { FailureGroups } from '../../core/report/failure-groups.ts';
import { readLines } from '../../core/splitting/read-lines.ts';

/** Reads a run's failure records once, streaming, and sorts them into groups. */
export async function readFailureGroups(
  store: ObjectStore,
  bucket: string,
  { runId, failures, logGroup }: { runId: string; failures: boolean; logGroup: string | undefined },
): Promise<FailureGroups> {
  const { failures: key } = runKeys(runId);
  const groups = new FailureGroups({ record: `s3://${bucket}/${key}`, logGroup });
  if (!failures) return groups;
  for await (const line of readLines(await store.stream(bucket, key)))
    groups.add(failureRecord.parse(JSON.parse(line)));
  return groups;
}
