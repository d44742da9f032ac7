import { glob, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { readSourceName } from '../../core/planning/source-name.ts';
import { formatCount } from '../format/numbers.ts';
import { showText } from '../format/show-text.ts';
import type { RunSource, SourceFile } from './run-request.ts';

/** An execution's input names this many objects at most. */
const mostFiles = 1_000;

type Found = { ok: true; source: RunSource } | { ok: false; problem: string };

/** Finds what `--input` names: one file, the files of a glob in the order of their names, or an object in S3. */
export async function findSource(input: string, cwd: string): Promise<Found> {
  if (/^[a-z0-9]+:\/\//i.test(input)) return checkS3(input);
  const path = resolve(cwd, input);
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) {
    return checkFormats(input, [{ path, name: basename(path), bytes: found.size }]);
  }
  if (found !== undefined) {
    return refuse(
      input,
      found.isDirectory() ? `is a folder; name its files: '${join(input, '*.jsonl')}'` : 'is no file',
    );
  }
  return /[*?[{]/.test(input)
    ? findFiles(input, cwd)
    : refuse(input, 'does not exist; it must be a file, a glob in quotes, or s3://bucket/key');
}

async function findFiles(pattern: string, cwd: string): Promise<Found> {
  const paths: string[] = [];
  for await (const match of glob(pattern, { cwd })) paths.push(resolve(cwd, match));
  // By code unit, so that the order of items is the same on every machine.
  paths.sort((a, b) => (a < b ? -1 : 1));
  const files: SourceFile[] = [];
  const base = commonFolder(paths);
  for (const path of paths) {
    const found = await stat(path);
    if (found.isFile()) {
      files.push({ path, name: relative(base, path).split(sep).join('/'), bytes: found.size });
    }
  }
  if (files.length === 0) return refuse(pattern, 'matches no file');
  if (files.length > mostFiles) {
    return refuse(
      pattern,
      `matches ${formatCount(files.length)} files; ${formatCount(mostFiles)} are allowed`,
    );
  }
  return checkFormats(pattern, files);
}

/** The ending tells the format; all files have one. Plan checks the same, but only after the upload. */
function checkFormats(input: string, files: SourceFile[]): Found {
  const formats = new Map(files.map(({ name }) => [readSourceName(name).format, name]));
  const unknown = formats.get(undefined);
  if (unknown !== undefined)
    return refuse(
      input,
      `${files.length === 1 ? 'has' : `matches ${showText(unknown)}, which has`} no known ending; ${allowedEndings}`,
    );
  if (formats.size > 1) {
    return refuse(
      input,
      `matches files of ${formats.size} formats (${[...formats.values()].map(showText).join(', ')}); one format is allowed`,
    );
  }
  return { ok: true, source: { kind: 'files', files } };
}

const allowedEndings = 'allowed are .jsonl, .ndjson, .csv, .tsv and .json, each also with .gz or .zst';

function checkS3(uri: string): Found {
  if (!uri.startsWith('s3://')) {
    return refuse(uri, 'is not supported; it must be a file, a glob or s3://bucket/key');
  }
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(uri) ?? [];
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    return refuse(uri, 'must look like s3://bucket/key');
  if (key === '' || key.endsWith('/')) {
    return refuse(
      uri,
      'names all objects below a prefix, which this version does not support; name one object: s3://bucket/key',
    );
  }
  return { ok: true, source: { kind: 's3', uri } };
}

function commonFolder(paths: readonly string[]): string {
  let base = dirname(paths[0] ?? '.');
  while (!paths.every((path) => path.startsWith(base.endsWith(sep) ? base : base + sep)))
    base = dirname(base);
  return base;
}

function refuse(input: string, what: string): { ok: false; problem: string } {
  return { ok: false, problem: `--input ${showText(input)} ${what}` };
}
