import type { ExecutionStatusChange } from '../../ports.ts';
import type { Machine } from '../definition/types.ts';
import { Document } from '../document.ts';
import type { ExecutionRecord } from '../store/execution-record.ts';
import type { ExecutionStore } from '../store/execution-store.ts';
import { Cancellation } from './cancellation.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Execution, Services } from './execution.ts';
import { type HistoryEvent, HistoryRecorder } from './history.ts';
import type { SavedLine } from './position.ts';
import { type ExecutionResult, runExecution } from './run-execution.ts';

/** Tells the outside that an execution of the top level has started or ended. */
export type StatusListener = (change: ExecutionStatusChange) => void;

interface Running {
  cancellation: Cancellation;
  recorder: HistoryRecorder;
  ended: Promise<void>;
}

/** What the last attempt of an execution has left, for a redrive to go on from. */
export interface EarlierAttempt {
  events: HistoryEvent[];
  position: SavedLine;
}

/** Executions of the top level: starts them, stops them, and keeps what becomes of them. */
export class Executions {
  readonly store: ExecutionStore;
  readonly #services: Services;
  readonly #closing: Cancellation;
  readonly #onStatusChange: StatusListener;
  readonly #running = new Map<string, Running>();

  constructor(
    store: ExecutionStore,
    services: Services,
    closing: Cancellation,
    onStatusChange: StatusListener,
  ) {
    this.store = store;
    this.#services = services;
    this.#closing = closing;
    this.#onStatusChange = onStatusChange;
  }

  /** Executions that are running. */
  get open(): number {
    return this.#running.size;
  }

  /** Keeps the execution, then lets it run. Returns when it is kept; the name is taken at once. */
  async start(record: ExecutionRecord, machine: Machine): Promise<void> {
    await this.#launch(record, machine, undefined);
  }

  /**
   * Lets an execution that has ended without success go on from where it stood, under the same ARN.
   * @param record with the redrive's count, date and token, and RUNNING again
   */
  async redrive(record: ExecutionRecord, machine: Machine, earlier: EarlierAttempt): Promise<void> {
    await this.#launch(record, machine, earlier);
  }

  /** What the last attempt has left, once that is written; undefined when no position was taken down. */
  async readEarlier(record: ExecutionRecord): Promise<EarlierAttempt | undefined> {
    if (record.status !== 'RUNNING') await this.#running.get(record.arn)?.ended;
    if (!record.resumable) return undefined;
    const position = await this.store.readPosition(record.arn);
    if (position === undefined) return undefined;
    return { events: await this.store.readHistory(record.arn), position };
  }

  /** Stops an execution and waits until it has ended; one that has ended already stays as it is. */
  async stop(arn: string, error: string | undefined, cause: string | undefined): Promise<void> {
    const running = this.#running.get(arn);
    running?.cancellation.cancel({ kind: 'stopped', error, cause });
    await running?.ended;
  }

  /** Waits until an execution has ended, if it runs. */
  async whenEnded(arn: string): Promise<void> {
    await this.#running.get(arn)?.ended;
  }

  /** Events so far. */
  async history(arn: string): Promise<readonly HistoryEvent[]> {
    return this.#running.get(arn)?.recorder.events ?? (await this.store.readHistory(arn));
  }

  /** Reports an execution's present status to the listener. */
  announce(record: ExecutionRecord): void {
    try {
      this.#onStatusChange(toChange(record));
    } catch (thrown) {
      // A listener that breaks must not break the execution, and must be seen all the same.
      process.emitWarning(thrown instanceof Error ? thrown : String(thrown));
    }
  }

  /** Waits until nothing is running any more, which closing makes soon. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ ended }) => ended));
  }

  async #launch(
    record: ExecutionRecord,
    machine: Machine,
    earlier: EarlierAttempt | undefined,
  ): Promise<void> {
    const { clock } = this.#services;
    const cancellation = new Cancellation(this.#closing);
    let takePosition = (): SavedLine | undefined => undefined;
    const checkpoints = new Checkpoints(clock, () => this.#keep(record.arn, recorder, takePosition()));
    const recorder = new HistoryRecorder(clock.now, earlier?.events, () => checkpoints.moved());
    const saved = this.store.save(record);
    const ended = saved
      .then(async () => {
        this.announce(record);
        const execution = this.#toExecution(record, recorder);
        const { timeoutSeconds } = machine;
        const result = await runExecution(execution, machine, cancellation, {
          timeoutMs: timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000,
          resumed: earlier?.position,
          onStarted: (take) => {
            takePosition = take;
          },
        });
        await checkpoints.stop();
        await this.#end(record, result, recorder);
      })
      .catch((thrown) => this.#failUnkept(record, thrown))
      .finally(() => this.#running.delete(record.arn));
    this.#running.set(record.arn, { cancellation, recorder, ended });
    await saved;
  }

  #toExecution(record: ExecutionRecord, recorder: HistoryRecorder): Execution {
    return {
      arn: record.arn,
      name: record.name,
      machine: { arn: record.stateMachineArn, name: record.machineName, roleArn: record.roleArn },
      input: Document.parse(record.input),
      startDate: record.startDate,
      redriveCount: record.redriveCount,
      redriveDate: record.redriveDate,
      recorder,
      budget: { bytes: 0 },
      services: this.#services,
    };
  }

  async #keep(arn: string, recorder: HistoryRecorder, position: SavedLine | undefined): Promise<void> {
    await this.store.saveHistory(arn, recorder.events);
    if (position !== undefined) await this.store.savePosition(arn, position);
  }

  /** The disk refused the execution or its end: it is not running, whatever the file says. */
  #failUnkept(record: ExecutionRecord, thrown: unknown): void {
    record.status = 'FAILED';
    record.stopDate = this.#services.clock.now();
    record.error = 'States.Runtime';
    record.cause = `The local Step Functions could not keep the execution: ${String(thrown)}`;
  }

  async #end(record: ExecutionRecord, result: ExecutionResult, recorder: HistoryRecorder): Promise<void> {
    // History first: an execution that shows as ended has all of it.
    await this.#keep(record.arn, recorder, result.status === 'SUCCEEDED' ? undefined : result.position);
    if (result.status === 'CLOSED') return;
    record.status = result.status;
    record.stopDate = this.#services.clock.now();
    record.events = recorder.events.length;
    record.resumable = result.status !== 'SUCCEEDED' && result.position !== undefined;
    if (result.status === 'SUCCEEDED') record.output = result.output.text;
    else {
      if (result.error !== undefined) record.error = result.error;
      if (result.cause !== undefined) record.cause = result.cause;
    }
    await this.store.save(record);
    this.announce(record);
    if (!record.resumable) await this.store.dropPosition(record.arn);
  }
}

function toChange(record: ExecutionRecord): ExecutionStatusChange {
  return {
    executionArn: record.arn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: record.status,
    startDate: record.startDate,
    stopDate: record.stopDate ?? null,
    input: record.input,
    output: record.output ?? null,
  };
}
