import type { AnyReport } from '../core/contracts/report.ts';
import type { CompletionReason } from '../core/contracts/run-result.ts';

/** How a run ended. A run that was refused has no outcome: `result()` throws its FanfoldError. */
export type RunOutcome =
  | {
      status: 'SUCCEEDED';
      runId: string;
      executionArn: string;
      completionReason: CompletionReason;
      /** One that an earlier version made has no details: `'advice' in report` tells. */
      report: AnyReport;
      error: null;
    }
  | {
      status: 'FAILED';
      runId: string;
      executionArn: string;
      completionReason: CompletionReason;
      /** Null if even the report could not be made. */
      report: AnyReport | null;
      /** `code` is fanfold's or Step Functions' own, such as `States.Timeout`. */
      error: { code: string; message: string };
    };
