import type * as z from 'zod';
import { type Manifest, manifest } from '../contracts/manifest.ts';
import {
  DATASET_COMPRESSIONS,
  DATASET_FORMATS,
  type DatasetCompressionName,
  type DatasetFormatName,
} from '../dataset-formats/index.ts';
import { decodeCrc64 } from '../digest/crc64nvme.ts';
import { showValue } from '../errors/problems.ts';
import { objectName } from './object-name.ts';

/** A manifest whose format and compression are ones that this version can read. */
export interface ReadableManifest extends Manifest {
  /** The task's fold made one row of all; the proof counts those that went into it. */
  folds: boolean;
  dataset: Manifest['dataset'] & { format: DatasetFormatName; compress: DatasetCompressionName };
}

/** A manifest, or everything that is wrong with the text: a clause each, without a full stop. */
export type ParsedManifest = { ok: true; manifest: ReadableManifest } | { ok: false; problems: string[] };

/** Reads the text of a `manifest.json`, version 1. */
export function parseManifest(text: string): ParsedManifest {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`it is no JSON: ${reason}`] };
  }
  const parsed = manifest.safeParse(document);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map(describeIssue) };
  const { data } = parsed;
  const format = DATASET_FORMATS.find((name) => name === data.dataset.format);
  const compress = DATASET_COMPRESSIONS.find((name) => name === data.dataset.compress);
  const problems = [...checkChecksums(data), ...checkNames(data)];
  if (format === undefined)
    problems.push(mustBeOneOf('dataset.format', data.dataset.format, DATASET_FORMATS));
  if (compress === undefined)
    problems.push(mustBeOneOf('dataset.compress', data.dataset.compress, DATASET_COMPRESSIONS));
  if (problems.length > 0 || format === undefined || compress === undefined) return { ok: false, problems };
  return {
    ok: true,
    manifest: {
      ...data,
      folds: data.settings.folds === true,
      dataset: { ...data.dataset, format, compress },
    },
  };
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `\`${path.join('.')}\`: ${message}`;
}

function mustBeOneOf(name: string, found: string, allowed: readonly string[]): string {
  return `\`${name}\` is ${showValue(found)}; it must be ${allowed.join(', ')}`;
}

function checkChecksums({ dataset, proof }: Manifest): string[] {
  const checksums = [
    ['dataset.crc64nvme', dataset.crc64nvme],
    ['proof.crc64nvme', proof.crc64nvme],
    ...dataset.objects.map(({ crc64nvme }, at) => [`dataset.objects.${at}.crc64nvme`, crc64nvme]),
  ] as const;
  return checksums
    .filter(([, text]) => !isChecksum(text))
    .map(([name, text]) => `\`${name}\` is ${showValue(text)}; it must be the base64 of 8 bytes`);
}

function isChecksum(text: string | undefined): boolean {
  try {
    decodeCrc64(text ?? '');
    return true;
  } catch {
    return false;
  }
}

function checkNames({ dataset, failures }: Manifest): string[] {
  const problems: string[] = [];
  if (failures !== null && objectName(failures.uri) === undefined)
    problems.push(`\`failures.uri\` is ${showValue(failures.uri)}; it must look like s3://bucket/key`);
  const seen = new Set<string>();
  for (const [at, { uri }] of dataset.objects.entries()) {
    const name = objectName(uri);
    if (name === undefined)
      problems.push(`\`dataset.objects.${at}.uri\` is ${showValue(uri)}; it must look like s3://bucket/key`);
    else if (seen.has(name)) problems.push(`\`dataset.objects\` names ${name} twice; it may do so once`);
    else seen.add(name);
  }
  return problems;
}
