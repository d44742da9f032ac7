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
    failures: `${prefix}failures.jsonl`,
    report: `${prefix}report.json`,
  };
}

/** Keys of a data set: `datasets/<task>/<runId>/<generation>/`. */
export function datasetKeys(task: string, runId: string, generation: number, extension: string) {
  const run = `datasets/${task}/${runId}/`;
  const prefix = `${run}${generation}/`;
  return {
    prefix,
    data: `${prefix}data.${extension}`,
    manifest: `${prefix}manifest.json`,
    latest: `${run}latest.json`,
  };
}

/** Key under which the command line puts a local file. */
export function uploadedSourceKey(runId: string, name: string): string {
  return `sources/${runId}/${name}`;
}
