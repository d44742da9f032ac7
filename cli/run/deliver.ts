import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findStrays, readDelivered, removeReplaced } from './earlier-files.ts';
import { saveFile } from './save-file.ts';
import { type ReportPlaces, type SavedReport, saveReport } from './save-report.ts';

/** Files that `--out` got; absolute paths. */
export interface Delivery extends SavedReport {
  directory: string;
  dataset: { files: { path: string; sha256: string }[]; manifest: string } | undefined;
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
  { report, page }: ReportPlaces,
  read: (uri: string) => AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<Delivery> {
  await mkdir(directory, { recursive: true });
  const to = (name: string): string => join(directory, name);
  const rest = { directory, ...(await saveReport(directory, { report, page }, read, signal)) };

  if (report.dataset === null) {
    return { ...rest, dataset: undefined, removed: [], strays: await findStrays(directory, new Set()) };
  }
  const earlier = await readDelivered(directory);
  const files: { path: string; sha256: string }[] = [];
  const names = new Set<string>();
  for (const object of report.dataset.objects) {
    const name = basename(object.uri);
    names.add(name);
    files.push({
      path: to(name),
      ...(await saveFile(to(name), read(object.uri), { signal, expected: object })),
    });
  }
  await saveFile(to('manifest.json'), read(report.dataset.manifest), { signal });
  return {
    ...rest,
    dataset: { files, manifest: to('manifest.json') },
    removed: await removeReplaced(directory, earlier, names),
    strays: await findStrays(directory, names),
  };
}
