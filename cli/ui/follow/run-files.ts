import { HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import type { S3Address } from '../../../client/s3-uri.ts';
import { runKeys } from '../../../core/contracts/keys.ts';
import type { EndView } from '../events.ts';
import { runPath } from '../server/run-path.ts';
import type { RunSource } from './run-source.ts';

/** Files of a run that this server hands on, by the last step of their address. A report names the others beside it. */
export const runFiles = {
  'report.html': { label: 'Report', type: 'text/html; charset=utf-8' },
  'report.json': { label: 'Report as JSON', type: 'application/json' },
  'failures.jsonl': { label: 'Records of the failed items', type: 'text/plain; charset=utf-8' },
} as const;
export type RunFile = keyof typeof runFiles;

const names: readonly RunFile[] = ['report.html', 'report.json', 'failures.jsonl'];

/** The file of that name; undefined if it is none that is handed on. */
export function readRunFile(name: string): RunFile | undefined {
  return names.find((each) => each === name);
}

/** Where a file lies. */
export function placeOf({ pipeline }: Pick<RunSource, 'pipeline'>, runId: string, file: RunFile): S3Address {
  const { page, report, failures } = runKeys(runId);
  const key = {
    'report.html': page,
    'report.json': report,
    'failures.jsonl': failures,
  }[file];
  return { bucket: pipeline.bucket, key };
}

/** Those that there are of a run. */
export async function findRunFiles(
  source: Pick<RunSource, 'clients' | 'pipeline'>,
  runId: string,
): Promise<EndView['reports']> {
  const found = await Promise.all(
    names.map(async (file) => {
      const { bucket, key } = placeOf(source, runId, file);
      const there = await isThere(source, new HeadObjectCommand({ Bucket: bucket, Key: key }));
      const href = `${runPath(source.pipeline.task, runId)}/${file}`;
      return there ? [{ label: runFiles[file].label, href }] : [];
    }),
  );
  return found.flat();
}

/** What can't be read isn't linked to, be it missing or forbidden. */
async function isThere(
  { clients }: Pick<RunSource, 'clients'>,
  command: HeadObjectCommand,
): Promise<boolean> {
  return clients.s3.send(command).then(
    () => true,
    (error: unknown) => {
      if (error instanceof S3ServiceException) return false;
      throw error;
    },
  );
}
