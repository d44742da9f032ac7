import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { s3Uri } from '../../core/contracts/source-uri.ts';
import { showText } from '../format/show-text.ts';

/** Where a manifest lies. */
export type ManifestSource = { kind: 'file'; path: string } | { kind: 's3'; uri: string };

type Found = { ok: true; source: ManifestSource } | { ok: false; problem: string };

/** Finds what `<manifest>` names: a file, or an object in S3. */
export async function findManifest(given: string, cwd: string): Promise<Found> {
  if (given.startsWith('s3://')) {
    return s3Uri.safeParse(given).success
      ? { ok: true, source: { kind: 's3', uri: given } }
      : refuse(given, 'must look like s3://bucket/key');
  }
  const path = resolve(cwd, given);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return refuse(given, 'does not exist');
  if (found.isDirectory())
    return refuse(given, `is a folder; name its manifest: ${join(given, 'manifest.json')}`);
  return found.isFile() ? { ok: true, source: { kind: 'file', path } } : refuse(given, 'is no file');
}

function refuse(given: string, what: string): { ok: false; problem: string } {
  return { ok: false, problem: `the manifest ${showText(given)} ${what}` };
}
