import type { Ledger } from '../../../aws/ledger/index.ts';
import type { AwsClients } from '../../../client/clients.ts';
import type { RunOutcome } from '../../../client/run-outcome.ts';
import type { Pipeline } from '../../../core/contracts/pipeline.ts';

/** A pipeline whose runs are shown, and the way to it. */
export interface RunSource {
  pipeline: Pipeline;
  clients: AwsClients;
  ledger: Pick<Ledger, 'getRun' | 'readProgress' | 'getUnit'>;
  /** How to go on after a run's end: lines of text, and commands that are indented by two spaces. */
  next(outcome: RunOutcome): string[];
}
