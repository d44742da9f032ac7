import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExecutionStatusChange } from './ports.ts';
import type { HistoryEvent } from './step-functions/index.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** Folder of executions' logs among those of functions; no function's name has an `@`. */
const FOLDER = '@executions';

/** Members of event details that hold the data of an execution, which AWS leaves out of logs unless it is asked for. */
const DATA: ReadonlySet<string> = new Set(['input', 'output', 'parameters', 'assignedVariables']);

/** What a log is made of. */
export interface ExecutionLogOptions {
  /** Folder of all logs. */
  folder: string;
  /** All events of an execution. */
  readHistory(executionArn: string): Promise<readonly HistoryEvent[]>;
  /** Takes a line on a log that could not be written. */
  log(line: string): void;
}

/**
 * Writes the log of each execution when it ends, `@executions/<machine>/<execution>.jsonl`, a line for each event as Step
 * Functions logs it at level ALL without data
 * (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html). Children of Map Runs have none.
 */
export class ExecutionLog {
  readonly #options: ExecutionLogOptions;
  readonly #writing = new Set<Promise<void>>();

  constructor(options: ExecutionLogOptions) {
    this.#options = options;
  }

  /** Writes the log of an execution that has ended; one that is redriven is written again, as a whole. */
  changed({ status, executionArn, stateMachineArn, name }: ExecutionStatusChange): void {
    if (status === 'RUNNING') return;
    const machine = stateMachineArn.split(':').at(-1) ?? '';
    const names = [machine, `${name}.jsonl`].map((each) => encodeURIComponent(each.toWellFormed()));
    const file = join(this.#options.folder, FOLDER, ...names);
    const writing = this.#write(executionArn, file)
      .catch((error: unknown) => this.#options.log(`The log ${file} could not be written: ${error}`))
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  /** Waits until everything is written. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #write(executionArn: string, file: string): Promise<void> {
    const events = await this.#options.readHistory(executionArn);
    const lines = events.map((event) => `${JSON.stringify(describeEvent(event, executionArn))}\n`);
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomically(file, lines.join(''));
  }
}

function describeEvent(event: HistoryEvent, executionArn: string): object {
  const { id, type, previousEventId, timestamp, details } = event;
  const [members = {}] = Object.values(details ?? {});
  return {
    id: String(id),
    type,
    details: Object.fromEntries(Object.entries(Object(members)).filter(([member]) => !DATA.has(member))),
    previous_event_id: String(previousEventId),
    event_timestamp: String(timestamp),
    execution_arn: executionArn,
  };
}
