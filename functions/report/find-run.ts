import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { Ledger, RunRow } from '../../aws/ledger/index.ts';

const namesRun = z.object({ runId: z.string() });

/**
 * The run that an execution has, if it still has it: the run's row names the execution that opened it last. Which run that
 * can be is settled as Plan does it: its input says so, or its name is the run's id.
 */
export async function findRunOf(
  { sfn, ledger }: { sfn: SFNClient; ledger: Ledger },
  executionArn: string,
): Promise<RunRow | undefined> {
  const { input, name } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const named = namesRun.safeParse(JSON.parse(input ?? 'null'));
  const runId = named.data?.runId ?? name;
  const row = runId === undefined ? undefined : await ledger.getRun(runId);
  return row?.executionArn === executionArn ? row : undefined;
}
