import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RunReport } from '../../core/contracts/report.ts';
import { Crc64Nvme, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { findStrays, readDelivered, removeReplaced } from './earlier-files.ts';

/** Files that `--out` got; absolute paths. */
export interface Delivery {
  directory: string;
  dataset: { files: { path: string; sha256: string }[]; manifest: string } | undefined;
  failures: string;
  report: string;
  /** Files of the data set that lay there before and had other names: removed. */
  removed: string[];
  /** Files that look like a data set's and are not of this run: left alone. */
  strays: string[];
}

/**
 * Puts a run's files into a folder, streaming; the data set's have the names of their objects. Each is written under
 * another name and renamed when it is whole, the manifest last, and the data set's bytes are checked against their
 * CRC64NVME on the way. A folder holds one data set: what an earlier one leaves beside it is removed.
 *
 * @param read bytes of an `s3://` object
 * @throws FanfoldError `DataSetIncomplete` when bytes got lost on the way
 */
export async function deliver(
  directory: string,
  report: RunReport,
  read: (uri: string) => AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<Delivery> {
  await mkdir(directory, { recursive: true });
  const to = (name: string): string => join(directory, name);
  const failures = to('failures.jsonl');
  await save(failures, report.failures === null ? Readable.from([]) : read(report.failures.uri), { signal });
  await replaceText(to('report.json'), `${JSON.stringify(report, null, 2)}\n`);
  const rest = { directory, failures, report: to('report.json') };

  if (report.dataset === null) {
    return { ...rest, dataset: undefined, removed: [], strays: await findStrays(directory, new Set()) };
  }
  const earlier = await readDelivered(directory);
  const files: { path: string; sha256: string }[] = [];
  const names = new Set<string>();
  for (const object of report.dataset.objects) {
    const name = basename(object.uri);
    names.add(name);
    files.push({ path: to(name), ...(await save(to(name), read(object.uri), { signal, expected: object })) });
  }
  await save(to('manifest.json'), read(report.dataset.manifest), { signal });
  return {
    ...rest,
    dataset: { files, manifest: to('manifest.json') },
    removed: await removeReplaced(directory, earlier, names),
    strays: await findStrays(directory, names),
  };
}

async function save(
  path: string,
  bytes: AsyncIterable<Buffer>,
  { signal, expected }: { signal: AbortSignal; expected?: { bytes: number; crc64nvme: string; uri: string } },
): Promise<{ sha256: string }> {
  const partial = `${path}.partial`;
  const sha256 = createHash('sha256');
  const crc = new Crc64Nvme();
  let length = 0;
  try {
    await pipeline(
      bytes,
      async function* digest(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          sha256.update(chunk);
          crc.update(chunk);
          length += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(partial),
      { signal },
    );
    const checksum = encodeCrc64(crc.digest());
    if (expected !== undefined && (length !== expected.bytes || checksum !== expected.crc64nvme)) {
      throw new FanfoldError(
        'DataSetIncomplete',
        `${expected.uri} came as ${length} bytes with CRC64NVME ${checksum}, its manifest says ${expected.bytes} bytes with ${expected.crc64nvme}; run the same command again`,
      );
    }
    await rename(partial, path);
    return { sha256: sha256.digest('hex') };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function replaceText(path: string, text: string): Promise<void> {
  await writeFile(`${path}.partial`, text);
  await rename(`${path}.partial`, path);
}
