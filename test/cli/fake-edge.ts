import { Readable } from 'node:stream';
import type { DeployedStack } from '../../cli/deploy/stack-deployment.ts';
import type { Edge, Output } from '../../cli/edge.ts';
import type { FoundTask, LocalCloud, Parts, PipelineConnection } from '../../cli/parts.ts';
import type { DryRun } from '../../cli/plan/dry-run.ts';
import type { NewestPilot } from '../../cli/plan/find-pilot.ts';
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

export const pipeline: Pipeline = {
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
  /** On AWS: what is deployed; null: nothing. */
  onAws?: Pipeline | null;
  /** Thrown when AWS is asked. */
  awsError?: Error;
  /** Folder of the assembly that a synthesis gives. */
  assembly?: string;
  deployed?: DeployedStack;
  /** What a plan comes to. */
  dryRun?: DryRun;
  /** What the newest report tells. */
  pilot?: NewestPilot;
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

  const connection: PipelineConnection = {
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
  };

  const parts: Parts = {
    async openLocalCloud({ stateDir }) {
      calls.push({ name: 'openLocalCloud', with: stateDir });
      return cloud;
    },
    async synthesizeTask({ task, overrides, stackName }) {
      calls.push({ name: 'synthesizeTask', with: task });
      if (overrides !== undefined) calls.push({ name: 'overrides', with: { overrides, stackName } });
      if (run.synthesisError !== undefined) throw run.synthesisError;
      const { maxConcurrency } = run;
      return {
        assembly: run.assembly ?? '/assembly',
        description: { settings: { name: 'double', maxConcurrency } },
      };
    },
    describeTask: async () => ({ name: 'double', codeDigest: '00' }),
    async openAws(settings) {
      calls.push({ name: 'openAws', with: settings });
      return {
        region: settings.region ?? 'eu-central-1',
        async findPipeline() {
          if (run.awsError !== undefined) throw run.awsError;
          return run.onAws === null ? undefined : (run.onAws ?? pipeline);
        },
        async findTasks(runId, of) {
          calls.push({ name: 'findTasks', with: { runId, of } });
          return run.found ?? [{ task: 'double', pipeline }];
        },
        connect: () => connection,
        close() {
          calls.push({ name: 'closeAws' });
        },
      };
    },
    async deployStack({ view, confirm, ...deployment }) {
      calls.push({ name: 'deployStack', with: deployment });
      if (run.awsError !== undefined) throw run.awsError;
      if (run.deployed === undefined) throw new Error('the test says nothing about what is deployed');
      return run.deployed;
    },
    async dryRun(request) {
      calls.push({ name: 'dryRun', with: request });
      if (run.dryRun === undefined) throw new Error('the test says nothing about a plan');
      return run.dryRun;
    },
    async findPilot(_, task) {
      calls.push({ name: 'findPilot', with: task });
      return run.pilot;
    },
    async findTasks(_, runId) {
      calls.push({ name: 'findTasks', with: runId });
      return run.found ?? [{ task: 'double', pipeline }];
    },
    connect: async () => connection,
    connectStorage: async () => ({
      async open(uri) {
        const text = run.objects?.[uri];
        return text === undefined ? undefined : Readable.from([Buffer.from(text)]);
      },
      close() {
        calls.push({ name: 'closeStorage' });
      },
    }),
    async serveUi(request) {
      calls.push({ name: 'serveUi', with: request });
      run.untilStopped?.();
      return {
        url: 'http://127.0.0.1:1/',
        async close() {
          calls.push({ name: 'closeUi' });
        },
      };
    },
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
