import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AnyReport } from '../../core/contracts/report.ts';
import { replaceText, saveFile } from './save-file.ts';

/** A run's report and where its page is. */
export interface ReportPlaces {
  report: AnyReport;
  /** `s3://` address of `report.html`. */
  page: string;
}

/** What a folder got of a report; absolute paths. */
export interface SavedReport {
  failures: string;
  report: string;
  /** Undefined where there is none: an earlier version made the report. */
  page: string | undefined;
}

/** Names under which S3 says that there is nothing of an address. */
const missing: ReadonlySet<string> = new Set(['NoSuchKey', 'NotFound']);

/**
 * Puts `report.html`, `report.json` and `failures.jsonl` into a folder that is there: the page names the others beside it.
 * @param read bytes of an `s3://` object
 */
export async function saveReport(
  directory: string,
  { report, page }: ReportPlaces,
  read: (uri: string) => AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<SavedReport> {
  const to = (name: string): string => join(directory, name);
  const failures = report.failures === null ? Readable.from([]) : read(report.failures.uri);
  await saveFile(to('failures.jsonl'), failures, { signal });
  await replaceText(to('report.json'), `${JSON.stringify(report, null, 2)}\n`);
  const hasPage = await savePage(to('report.html'), read(page), signal);
  return {
    failures: to('failures.jsonl'),
    report: to('report.json'),
    page: hasPage ? to('report.html') : undefined,
  };
}

/** Whether there is a page. If not, none may stay of a report that was there before. */
async function savePage(path: string, bytes: AsyncIterable<Buffer>, signal: AbortSignal): Promise<boolean> {
  try {
    await saveFile(path, bytes, { signal });
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !missing.has(error.name)) throw error;
    await rm(path, { force: true });
    return false;
  }
}
