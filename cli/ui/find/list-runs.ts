import { DescribeExecutionCommand, type ExecutionListItem, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { describeTrouble } from '../follow/describe-trouble.ts';
import { isDenied } from '../follow/read-text.ts';
import type { RunSource } from '../follow/run-source.ts';

/** Executions of a pipeline that are looked at. */
const mostExecutions = 25;
/** Run ids that are remembered. */
const mostKnown = 5_000;

/** A run as the list shows it: its latest execution. */
export interface ListedRun {
  task: string;
  runId: string;
  executionArn: string;
  status: string;
  /** Epoch milliseconds. */
  startedAt: number;
  endedAt: number | null;
}

const givenInput = z.object({ runId: z.string().optional() });

/** Run ids of executions by ARN: they never change, so each is asked for once. */
export type RunIds = Map<string, string>;

/** The latest runs of a pipeline, the newest first. */
export async function listRuns(source: Omit<RunSource, 'next'>, ids: RunIds): Promise<ListedRun[]> {
  const { clients, pipeline } = source;
  const { executions = [] } = await clients.sfn.send(
    new ListExecutionsCommand({ stateMachineArn: pipeline.stateMachineArn, maxResults: mostExecutions }),
  );
  const runs = new Map<string, ListedRun>();
  for (const execution of executions) {
    const runId = await readRunId(source, execution, ids);
    if (runId === undefined || runs.has(runId)) continue;
    runs.set(runId, {
      task: pipeline.task,
      runId,
      executionArn: execution.executionArn ?? '',
      status: execution.status ?? 'RUNNING',
      startedAt: execution.startDate?.getTime() ?? 0,
      endedAt: execution.stopDate?.getTime() ?? null,
    });
  }
  return [...runs.values()];
}

/** The input's, or else it is made from the execution's name, as Plan does. */
async function readRunId(
  { clients }: Pick<RunSource, 'clients'>,
  { executionArn, name = '' }: ExecutionListItem,
  ids: RunIds,
): Promise<string | undefined> {
  if (executionArn === undefined) return undefined;
  const known = ids.get(executionArn);
  if (known !== undefined) return known;
  const { input } = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
  const given = givenInput.safeParse(parse(input)).data?.runId;
  const runId = given ?? name.slice(0, 60).replaceAll(/[^A-Za-z0-9_-]/g, '-');
  if (ids.size >= mostKnown) ids.clear();
  ids.set(executionArn, runId);
  return runId;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    // A run with such an input was refused; its id is the execution's name.
    return undefined;
  }
}

/** Runs of all tasks in the list. */
const mostListed = 50;

/** The latest runs of all pipelines; of a pipeline that can't be listed, why. */
export async function listAllRuns(
  sources: readonly RunSource[],
  ids: RunIds,
): Promise<{ runs: Omit<ListedRun, 'executionArn'>[]; problems: string[] }> {
  const problems: string[] = [];
  const lists = await Promise.all(
    sources.map((source) =>
      listRuns(source, ids).catch((error: unknown) => {
        const hint = isDenied(error) ? '; it takes the right to states:ListExecutions' : '';
        problems.push(
          `The runs of ${source.pipeline.task} can't be listed: ${describeTrouble(error)}${hint}`,
        );
        return [];
      }),
    ),
  );
  const runs = lists
    .flat()
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, mostListed)
    .map(({ executionArn, ...run }) => run);
  return { runs, problems };
}
