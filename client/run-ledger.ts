import type { Ledger } from '../aws/ledger/index.ts';

/** What a client needs of the ledger. */
export type RunLedger = Pick<Ledger, 'getRun' | 'readProgress' | 'endRun'>;
