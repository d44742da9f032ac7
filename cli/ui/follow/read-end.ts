import type { ExecutionEnd } from '../../../client/execution-end.ts';
import { readOutcome } from '../../../client/read-outcome.ts';
import type { RunOutcome } from '../../../client/run-outcome.ts';
import { isFanfoldError } from '../../../core/errors/fanfold-error.ts';
import type { EndView, UiEvent } from '../events.ts';
import { findRunFiles } from './run-files.ts';
import type { RunSource } from './run-source.ts';

/** How an execution ended, with its report, which is made if nobody has yet. */
export async function readEnd(
  source: RunSource,
  run: { runId: string; executionArn: string },
  end: ExecutionEnd,
): Promise<UiEvent> {
  const { clients, pipeline } = source;
  try {
    const outcome = await readOutcome(clients, { ...run, pipeline }, end);
    return { name: 'end', data: await describeOutcome(source, outcome) };
  } catch (error) {
    if (!isFanfoldError(error)) throw error;
    const { code, message } = error;
    return { name: 'end', data: { ...nothing, status: 'REJECTED', error: { code, message } } };
  }
}

const nothing: Omit<EndView, 'status'> = {
  completionReason: null,
  endedAt: null,
  error: null,
  totals: null,
  wallMs: null,
  speedup: null,
  usd: null,
  dataset: null,
  reports: [],
  next: [],
};

async function describeOutcome(source: RunSource, outcome: RunOutcome): Promise<EndView> {
  const { status, completionReason, report, error } = outcome;
  const told = { ...nothing, status, completionReason, error, next: readSteps(source.next(outcome)) };
  if (report === null) return told;
  const { items, units, rows, timing, cost, dataset } = report;
  return {
    ...told,
    endedAt: Date.parse(timing.endedAt),
    totals: { items, units, rows },
    wallMs: timing.wallMs,
    speedup: timing.speedup,
    usd: cost.usd,
    dataset: dataset && { uri: dataset.uri, bytes: dataset.bytes },
    reports: await findRunFiles(source, outcome.runId),
  };
}

/** Lines as the summary has them: a command is indented, below what it is for. */
function readSteps(lines: readonly string[]): EndView['next'] {
  const steps: EndView['next'] = [];
  for (const line of lines) {
    const last = steps.at(-1);
    if (line.startsWith('  ') && last !== undefined) last.command = line.trim();
    else steps.push({ text: line, command: null });
  }
  return steps;
}
