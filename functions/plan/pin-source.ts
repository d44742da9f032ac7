import { S3ServiceException } from '@aws-sdk/client-s3';
import type { ObjectHead, ObjectStore } from '../../aws/object-store/index.ts';
import type { SourceInput } from '../../core/contracts/execution-input.ts';
import type { PinnedObject } from '../../core/contracts/unit.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { listSome, refuseAll } from '../../core/errors/problems.ts';
import { showText } from '../../core/errors/show-text.ts';
import { readSourceName, type SourceName } from '../../core/planning/source-name.ts';

/** One object of the source as the user named it, pinned. */
export interface SourceObject extends PinnedObject {
  uri: string;
  bytes: number;
  name: SourceName;
}

type UriSource = Extract<SourceInput, { uri: unknown }>;

/** What S3 says of an object that there may be. */
type Looked = { kind: 'found'; head: ObjectHead } | { kind: 'missing' | 'forbidden' | 'elsewhere' };

/**
 * Pins the objects of a source.
 * @throws FanfoldError `SourceRefused` naming every one that can't be read, `SourceDiffers` if one isn't what was asked for
 */
export async function pinSource(store: ObjectStore, source: UriSource): Promise<SourceObject[]> {
  const looked = await Promise.all(
    [source.uri].flat().map(async (uri) => {
      const [bucket = '', ...steps] = uri.slice('s3://'.length).split('/');
      const key = steps.join('/');
      return { uri, bucket, key, ...(await look(store, bucket, key)) };
    }),
  );
  const found = looked.filter((object) => object.kind === 'found');
  const urisOf = (kind: Looked['kind']) => [
    ...new Set(looked.filter((object) => object.kind === kind).map(({ uri }) => showText(uri))),
  ];
  const problems = (['missing', 'forbidden', 'elsewhere'] as const)
    .map((kind) => ({ kind, uris: urisOf(kind) }))
    .filter(({ uris }) => uris.length > 0)
    .map(({ kind, uris }) => describe[kind](listSome(uris)));
  if (problems.length > 0) throw refuseAll('SourceRefused', "The source can't be read", problems);
  for (const { uri, head } of found) refuseOther(source, uri, head);
  return found.map(({ uri, bucket, key, head: { etag, bytes } }) => ({
    uri,
    bucket,
    key,
    etag,
    bytes,
    name: readSourceName(key),
  }));
}

const describe: Record<Exclude<Looked['kind'], 'found'>, (uris: string) => string> = {
  missing: (uris) => `there is no object ${uris}; name objects that exist`,
  forbidden: (uris) =>
    `Plan may not read ${uris}; objects must lie below sources/, inbox/ or runs/ of the pipeline's bucket, or in a bucket that the app lists in sourceBuckets with the account that owns it`,
  elsewhere: (uris) =>
    `S3 doesn't take ${uris}; the bucket must be a general purpose one in the pipeline's region`,
};

async function look(store: ObjectStore, bucket: string, key: string): Promise<Looked> {
  try {
    const head = await store.head(bucket, key);
    return head === undefined ? { kind: 'missing' } : { kind: 'found', head };
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    const status = error.$metadata.httpStatusCode;
    if (status === 403) return { kind: 'forbidden' };
    if (status === 301 || status === 307 || status === 400) return { kind: 'elsewhere' };
    throw error;
  }
}

/** The object was put anew since whoever asked for the run saw it: that put is another source, and may have its own run. */
function refuseOther({ etag, versionId }: UriSource, uri: string, head: ObjectHead): void {
  const differs = [
    ...(etag !== undefined && bare(etag) !== bare(head.etag)
      ? [`its ETag is ${showText(bare(head.etag))} and not ${showText(bare(etag))}`]
      : []),
    ...(versionId !== undefined && versionId !== head.versionId
      ? [`its version is ${showText(head.versionId ?? 'none')} and not ${showText(versionId)}`]
      : []),
  ];
  if (differs.length === 0) return;
  throw new FanfoldError(
    'SourceDiffers',
    `${showText(uri)} is not the object that the run was asked for: ${differs.join(', ')}; leave out etag and versionId to run over what is there now`,
  );
}

function bare(etag: string): string {
  return etag.replaceAll('"', '');
}
