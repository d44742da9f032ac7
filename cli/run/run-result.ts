import type { RunOutcome } from '../../client/run-outcome.ts';
import type { Delivery } from './deliver.ts';
import type { FailureExample } from './failure-examples.ts';

/** All that the summary and the JSON object tell of a run. */
export interface RunResult {
  outcome: RunOutcome;
  /** True when earlier executions of the run id had committed units: the figures count those, too. */
  continued: boolean;
  /** `s3://` address of the report. */
  reportUri: string;
  /** Folder of the functions' logs: `<function>/<log stream>.log`. */
  logs: string;
  /** One record of each failure code. */
  examples: FailureExample[];
  /** What `--out` got. */
  delivery: Delivery | undefined;
}
