import type { RunHandle } from '../../client/run-handle.ts';
import type { RunOutcome } from '../../client/run-outcome.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { PipelineConnection } from '../parts.ts';
import type { RunView } from '../progress/run-view.ts';
import { deliver } from './deliver.ts';
import { findExamples } from './failure-examples.ts';
import type { RunResult } from './run-result.ts';

/** Where a run's results are, and where they go. */
export interface ResultPlaces {
  /** The pipeline's bucket. */
  bucket: string;
  /** Folder of the functions' logs. */
  logs: string;
  /** Folder that `--out` names. */
  out: string | undefined;
}

/** Gathers what is told of a run that has ended, and puts its files into a folder if that is asked for. */
export async function collectResult(
  { handle, outcome, continued }: { handle: RunHandle; outcome: RunOutcome; continued: boolean },
  { bucket, logs, out }: ResultPlaces,
  { read }: Pick<PipelineConnection, 'read'>,
  { view, interrupt }: { view: RunView; interrupt: AbortSignal },
): Promise<RunResult> {
  const { report, runId } = outcome;
  const codes = Object.keys(report?.failures?.codes ?? {}).length;
  const examples = codes === 0 ? [] : await findExamples(handle.failures(), codes);
  let delivery: RunResult['delivery'];
  if (out !== undefined && report !== null) {
    view.phase(`writing to ${out}`);
    // A Ctrl-C that stopped the run is used up: what there is of it is delivered.
    const signal = interrupt.aborted ? new AbortController().signal : interrupt;
    const page = `s3://${bucket}/${runKeys(runId).page}`;
    delivery = await deliver(out, { report, page }, read, signal);
  }
  return {
    outcome,
    continued,
    logs,
    reportUri: `s3://${bucket}/${runKeys(runId).report}`,
    examples,
    delivery,
  };
}
