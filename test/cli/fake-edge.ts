import { Readable } from 'node:stream';
import type { Edge, Output } from '../../cli/edge.ts';
import type { FoundTask, LocalCloud, Parts } from '../../cli/parts.ts';
import { Interrupted } from '../../cli/report-error.ts';
import type { StartOptions } from '../../client/create-client.ts';
import type { RunProgress } from '../../client/progress.ts';
import type { RunHandle } from '../../client/run-handle.ts';
import type { RunOutcome } from '../../client/run-outcome.ts';
import type { StopAnswer } from '../../client/stop-run.ts';
import type { SourceInput } from '../../core/contracts/execution-input.ts';
import type { FailureRecord } from '../../core/contracts/failure.ts';
import type { Pipeline } from '../../core/contracts/pipeline.ts';
import { makeReport } from '../client/make-report.ts';
import { makeOutcome } from './make-result.ts';

const pipeline: Pipeline = {
  version: 1,
  task: 'double',
  stateMachineArn: 'arn:machine',
  bucket: 'bucket',
  table: 'table',
  reportFunctionArn: 'arn:report',
  codeDigest: '00',
};

/** What a fake run does. */
export interface FakeRun {
  outcome?: RunOutcome;
  /** Thrown by `result()`. */
  refusal?: Error;
  synthesisError?: Error;
  maxConcurrency?: number;
  progress?: RunProgress[];
  failures?: FailureRecord[];
  soFar?: RunHandle['soFar'];
  /** Objects by their `s3://` address. */
  objects?: Record<string, string>;
  /** The run goes on until it is stopped; `started` is told. */
  untilStopped?: () => void;
  /** A stop doesn't end it, an abort does. */
  stopsSlowly?: true;
  stopAnswer?: StopAnswer;
  /** Tasks that have a run of the id; default: `double`. */
  found?: FoundTask[];
  /** Thrown by the first look at the ledger. */
  ledgerError?: Error;
  lost?: Promise<Error>;
}

/** An output that keeps what is written. */
export function fakeOutput(columns?: number): Output & { text: string } {
  return {
    text: '',
    terminal: columns === undefined ? undefined : { columns },
    write(text) {
      this.text += text;
    },
  };
}

/** The process around the command line, with fakes where it would reach the cloud. `calls` tells what was used. */
export function fakeEdge(run: FakeRun = {}, surroundings: { cwd?: string; env?: Edge['env'] } = {}) {
  const calls: { name: string; with?: unknown }[] = [];
  const interrupt = new AbortController();
  const atSecond = new Set<() => Promise<unknown>>();
  const stopped = Promise.withResolvers<void>();
  const { outcome = makeOutcome(makeReport()) } = run;

  const handle = (options: StartOptions): RunHandle => ({
    runId: options.runId ?? '',
    executionArn: 'arn:execution',
    soFar: run.soFar,
    async *progress() {
      yield* run.progress ?? [];
      run.untilStopped?.();
      if (run.untilStopped !== undefined) await stopped.promise;
    },
    async result() {
      if (run.refusal !== undefined) throw run.refusal;
      return outcome;
    },
    async *rows() {},
    async *failures() {
      yield* run.failures ?? [];
    },
    async stop(cause) {
      calls.push({ name: 'stop', with: cause });
      if (!run.stopsSlowly) stopped.resolve();
      return run.stopAnswer ?? 'stopping';
    },
    async abort(cause) {
      calls.push({ name: 'abort', with: cause });
      stopped.resolve();
    },
    detach() {
      calls.push({ name: 'detach' });
    },
    async retry(options = {}) {
      return handle({ ...options, runId: 'run-1' });
    },
  });

  const cloud: LocalCloud = {
    endpoints: {
      sfn: 'http://a',
      s3: 'http://b',
      dynamodb: 'http://c',
      lambda: 'http://d',
      events: 'http://e',
    },
    region: 'us-east-1',
    accountId: '000000000000',
    environment: { AWS_ENDPOINT_URL_S3: 'http://b' },
    logsDirectory: '/logs',
    lost: run.lost ?? new Promise(() => {}),
    deploy: async (assembly) => calls.push({ name: 'deploy', with: assembly }),
    parameter: async () => JSON.stringify(pipeline),
    async close() {
      calls.push({ name: 'close' });
    },
  };

  const parts: Parts = {
    async openLocalCloud({ stateDir }) {
      calls.push({ name: 'openLocalCloud', with: stateDir });
      return cloud;
    },
    async synthesizeTask({ task }) {
      calls.push({ name: 'synthesizeTask', with: task });
      if (run.synthesisError !== undefined) throw run.synthesisError;
      const { maxConcurrency } = run;
      return { assembly: '/assembly', description: { settings: { name: 'double', maxConcurrency } } };
    },
    async findTasks(_, runId) {
      calls.push({ name: 'findTasks', with: runId });
      return run.found ?? [{ task: 'double', pipeline }];
    },
    connect: async () => ({
      client: {
        async start(source: SourceInput, options: StartOptions = {}) {
          calls.push({ name: 'start', with: { source, options } });
          return handle(options);
        },
        async retry(runId, options) {
          calls.push({ name: 'retry', with: { runId, options } });
          return handle({ runId });
        },
        async attach(runId) {
          calls.push({ name: 'attach', with: runId });
          if (run.ledgerError !== undefined) throw run.ledgerError;
          return handle({ runId });
        },
        async upload({ runId, name }) {
          calls.push({ name: 'upload', with: name });
          return `s3://bucket/sources/${runId}/${name}`;
        },
      },
      async *read(uri) {
        yield Buffer.from(run.objects?.[uri] ?? '');
      },
      close() {},
    }),
    connectStorage: async () => ({
      async open(uri) {
        const text = run.objects?.[uri];
        return text === undefined ? undefined : Readable.from([Buffer.from(text)]);
      },
      close() {
        calls.push({ name: 'closeStorage' });
      },
    }),
  };

  const stdout = fakeOutput();
  const stderr = fakeOutput();
  return {
    edge: {
      program: 'fanfold',
      cwd: surroundings.cwd ?? process.cwd(),
      env: surroundings.env ?? {},
      stdout,
      stderr,
      parts,
      interrupt: interrupt.signal,
      atSecondInterrupt(work: () => Promise<unknown>) {
        atSecond.add(work);
        return () => atSecond.delete(work);
      },
    } satisfies Edge,
    stdout,
    stderr,
    calls,
    names: () => calls.map(({ name }) => name),
    interrupt: () => interrupt.abort(new Interrupted()),
    interruptAgain: () => Promise.all([...atSecond].map((work) => work())),
  };
}
