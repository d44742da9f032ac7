/** S3 keys of a run and of its data set, relative to the pipeline's bucket. The only place that spells them. */

/** `00000042`: numbers in keys sort as text. */
export function padUnit(unit: number): string {
  return String(unit).padStart(8, '0');
}

/** Keys below `runs/<runId>/`. */
export function runKeys(runId: string) {
  const prefix = `runs/${runId}/`;
  return {
    prefix,
    plan: `${prefix}plan.json`,
    /** All units of the run. */
    units: `${prefix}units.jsonl`,
    /** The units that a later generation has still to run. */
    pendingUnits: (epoch: number) => `${prefix}units.${epoch}.jsonl`,
    /** Items of a source that can't be addressed by byte range: inline items, compressed objects. */
    items: (number: number, extension: string) => `${prefix}items/${number}.${extension}`,
    output: (unit: number, attempt: number) => `${prefix}out/${padUnit(unit)}.${attempt}.jsonl`,
    unitFailures: (unit: number, attempt: number) => `${prefix}failures/${padUnit(unit)}.${attempt}.jsonl`,
    /** ResultWriter's prefix. */
    map: `${prefix}map`,
    /** The task's document: its schemas. */
    task: `${prefix}task.json`,
    /** Jobs of a merge step, and what it makes. A run that is sealed anew has another epoch. */
    mergeJobs: (epoch: number, step: number) => `${prefix}merge/${epoch}/${step}/jobs.jsonl`,
    mergeObject: (epoch: number, step: number, job: number) =>
      `${prefix}merge/${epoch}/${step}/${padUnit(job)}`,
    /** What stands before or after the chunks of an object of the data set: header, footer. */
    mergeFrame: (epoch: number, step: number, name: string) => `${prefix}merge/${epoch}/${step}/${name}`,
    /** Where the run stands, for whoever watches. */
    progress: `${prefix}progress.json`,
    /** What Govern knows, so that another invocation can take over; and what it decided, in chunks. */
    governState: (epoch: number) => `${prefix}govern/${epoch}/state.json`,
    governEvents: (epoch: number, chunk: number) => `${prefix}govern/${epoch}/events-${padUnit(chunk)}.jsonl`,
    failures: `${prefix}failures.jsonl`,
    report: `${prefix}report.json`,
    /** The report for people; its links to the files beside it are relative. */
    page: `${prefix}report.html`,
  };
}

/** Keys of a data set: `datasets/<task>/<runId>/<generation>/`. */
export function datasetKeys(task: string, runId: string, generation: number) {
  const run = `datasets/${task}/${runId}/`;
  const prefix = `${run}${generation}/`;
  return { prefix, manifest: `${prefix}manifest.json`, latest: `${run}latest.json` };
}

/**
 * Key of an object of a data set: `data.<ext>`, or `data-00001.<ext>` where a data set has several.
 * @param number 0-based
 */
export function datasetObjectKey(
  prefix: string,
  extension: string,
  number: number,
  numbered: boolean,
): string {
  return numbered
    ? `${prefix}data-${String(number + 1).padStart(5, '0')}.${extension}`
    : `${prefix}data.${extension}`;
}

/** Key under which the command line puts a local file. */
export function uploadedSourceKey(runId: string, name: string): string {
  return `sources/${runId}/${name}`;
}
