import * as z from 'zod';
import type { RunLedger } from '../client/run-ledger.ts';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import { showText } from './format/show-text.ts';

/** A ledger that says so in one sentence when another version of fanfold has written its rows. */
export function nameOldLedger(ledger: RunLedger, stateDir: string): RunLedger {
  const named = <Given extends unknown[], Result>(read: (...given: Given) => Promise<Result>) => {
    return async (...given: Given): Promise<Result> => {
      try {
        return await read(...given);
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error;
        throw new FanfoldError(
          'InvalidUsage',
          `another version of fanfold wrote the ledger in ${showText(stateDir)}, and this one can't read it; remove the folder, or use another one: --state <dir>`,
          { cause: error },
        );
      }
    };
  };
  return { getRun: named(ledger.getRun), readProgress: named(ledger.readProgress), endRun: ledger.endRun };
}
