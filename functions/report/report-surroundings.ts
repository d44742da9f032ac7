import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Ledger } from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { FunctionEnvironment } from '../../core/contracts/function-environment.ts';
import type { MetricsRecorder } from '../../core/metrics/catalog.ts';
import type { PageLinks } from '../../core/report-page/links.ts';

/** What Report needs around it. */
export interface ReportSurroundings {
  environment: FunctionEnvironment;
  ledger: Ledger;
  store: ObjectStore;
  sfn: SFNClient;
  /** Where the report's page leads for logs and objects. Default: it only names them. */
  links?: PageLinks;
  /** Takes down runs that failed without Seal's verdict. Default: nothing does. */
  metrics?: MetricsRecorder;
}
