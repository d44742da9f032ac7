import type { StartOptions } from '../../client/create-client.ts';
import type { PriceTable } from '../../core/cost/prices.ts';
import type { RunPlace } from './run-place.ts';

/** A local file and its name among the run's sources. */
export interface SourceFile {
  path: string;
  name: string;
  bytes: number;
}

/** Where a run's items are. */
export type RunSource = { kind: 'files'; files: SourceFile[] } | { kind: 's3'; uri: string };

/** A command line that holds: everything about it has been checked that can be without starting anything. */
export interface RunRequest {
  task: string;
  source: RunSource;
  place: RunPlace;
  /** On AWS: what is deployed is run, whatever the task's file says. */
  deployed: boolean;
  out: string | undefined;
  /** What the report counts with, on the local cloud. Default: the built-in prices. */
  prices: PriceTable | undefined;
  /** Whether the local cloud, if it is started, applies AWS's rates. */
  awsRates: boolean;
  runId: string | undefined;
  tuning: Omit<StartOptions, 'runId'>;
}
