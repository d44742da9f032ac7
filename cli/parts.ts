import type { Client } from '../client/create-client.ts';
import type { Pipeline } from '../core/contracts/pipeline.ts';

/** What the command line needs of a local cloud. */
export interface LocalCloud {
  readonly endpoints: Readonly<Record<'sfn' | 's3' | 'dynamodb' | 'lambda' | 'events', string>>;
  readonly region: string;
  readonly accountId: string;
  /** Variables with which SDKs and the AWS CLI find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of the functions' logs. */
  readonly logsDirectory: string;
  /** Brings up the stacks of a synthesized assembly. */
  deploy(assembly: string): Promise<unknown>;
  /** Value of an SSM parameter. */
  parameter(name: string): Promise<string | undefined>;
  /** Resolves with the reason when it ends by itself. */
  readonly lost: Promise<Error>;
  close(): Promise<void>;
}

/** A task's stack, ready to be deployed. */
export interface SynthesizedTask {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  readonly description: {
    readonly settings: { readonly name: string; readonly maxConcurrency?: number | undefined };
  };
}

/** A task that has a run of some id. */
export interface FoundTask {
  readonly task: string;
  /** Undefined: its ledger is there, but its stack is not deployed. */
  readonly pipeline: Pipeline | undefined;
}

/** A pipeline with a way to it. */
export interface PipelineConnection {
  client: Client;
  /** Bytes of an `s3://` object. */
  read(uri: string): AsyncIterable<Buffer>;
  close(): void;
}

/** A way to a cloud's objects, without a pipeline. */
export interface StorageConnection {
  /** Bytes of an `s3://` object, from an offset (default 0) to its end; undefined if it isn't there. */
  open(uri: string, start?: number): Promise<AsyncIterable<Buffer> | undefined>;
  close(): void;
}

/** The parts behind the command line. Each is loaded when it is needed, so that `--help` is there at once. */
export interface Parts {
  openLocalCloud(options: {
    stateDir: string;
    keep: boolean;
    log: (line: string) => void;
  }): Promise<LocalCloud>;
  /** Checks a task's module and makes its stack. @throws FanfoldError `InvalidTask` */
  synthesizeTask(options: { task: string; out: string }): Promise<SynthesizedTask>;
  /** The tasks that have a run of this id, by what their ledgers say; several may. */
  findTasks(cloud: LocalCloud, runId: string): Promise<FoundTask[]>;
  /** @param stateDir is named when the ledger in it can't be read */
  connect(cloud: LocalCloud, pipeline: Pipeline, stateDir: string): Promise<PipelineConnection>;
  connectStorage(cloud: LocalCloud): Promise<StorageConnection>;
}
