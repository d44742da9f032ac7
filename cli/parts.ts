import type { Client } from '../client/create-client.ts';
import type { Pipeline } from '../core/contracts/pipeline.ts';
import type { SynthesisOverrides } from '../infra/synthesize-task.ts';
import type { AwsSettings } from './aws/aws-settings.ts';
import type { DeployedStack, StackDeployment } from './deploy/stack-deployment.ts';
import type { DryRun, DryRunRequest } from './plan/dry-run.ts';
import type { NewestPilot } from './plan/find-pilot.ts';

/** What the command line needs of a local cloud. */
export interface LocalCloud {
  readonly endpoints: Readonly<Record<'sfn' | 's3' | 'dynamodb' | 'lambda' | 'events', string>>;
  readonly region: string;
  readonly accountId: string;
  /** Variables with which SDKs and the AWS CLI find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of the functions' and the executions' logs. */
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

/** The account and region that the AWS SDK is configured for. */
export interface AwsCloud {
  readonly region: string;
  /** What is deployed of a task; undefined if nothing is. */
  findPipeline(task: string): Promise<Pipeline | undefined>;
  /** The tasks that have a run of this id. @param of looks at this task only */
  findTasks(runId: string, of: string | undefined): Promise<FoundTask[]>;
  connect(pipeline: Pipeline): PipelineConnection;
  close(): void;
}

/** What a task's module says without being synthesized. */
export interface TaskCode {
  readonly name: string;
  /** Hex SHA-256, as {@link Pipeline} has it. */
  readonly codeDigest: string;
}

/** A way to a cloud's objects, without a pipeline. */
export interface StorageConnection {
  /** Bytes of an `s3://` object, from an offset (default 0) to its end; undefined if it isn't there. */
  open(uri: string, start?: number): Promise<AsyncIterable<Buffer> | undefined>;
  close(): void;
}

/** Where the runs of `fanfold ui` are: an open local cloud, or an account and region of AWS. */
export type UiPlace = { on: 'local'; cloud: LocalCloud; stateDir: string } | ({ on: 'aws' } & AwsSettings);

/** What the page of `fanfold ui` is to show. */
export interface UiRequest {
  place: UiPlace;
  /** Undefined: the latest runs, to choose from. */
  runId: string | undefined;
  /** Name of the task whose runs are shown, or its module. Neither: all tasks. */
  of: string | undefined;
  task: string | undefined;
  /** Undefined: any free port. */
  port: number | undefined;
  /** How fanfold was called, for commands that the page suggests. */
  program: string;
  /** `--state`, for the same. */
  state: string | undefined;
}

/** A page that is being served. */
export interface ServedUi {
  /** Address to open. */
  url: string;
  close(): Promise<void>;
}

/** The parts behind the command line. Each is loaded when it is needed, so that `--help` is there at once. */
export interface Parts {
  openLocalCloud(options: {
    stateDir: string;
    keep: boolean;
    /** Whether AWS's rates are applied, if it is started. Default: they aren't. */
    awsRates?: boolean;
    log: (line: string) => void;
  }): Promise<LocalCloud>;
  /** Checks a task's module and makes its stack. @throws FanfoldError `InvalidTask` */
  synthesizeTask(options: {
    task: string;
    out: string;
    overrides?: SynthesisOverrides;
    stackName?: string | undefined;
  }): Promise<SynthesizedTask>;
  /** Checks a task's module and says which code it is. @throws FanfoldError `InvalidTask` */
  describeTask(task: string): Promise<TaskCode>;
  /** @throws FanfoldError `InvalidUsage` when no region is configured */
  openAws(settings: AwsSettings): Promise<AwsCloud>;
  /** Deploys an assembly's stack to AWS. @throws FanfoldError `ToolkitMissing`, `NoCredentials`, `NotBootstrapped`, `DeploymentFailed` */
  deployStack(deployment: StackDeployment): Promise<DeployedStack>;
  /** Plans a run without starting it. @throws FanfoldError `InvalidTask`, or what Plan refuses */
  dryRun(request: DryRunRequest): Promise<DryRun>;
  /** What the newest run of a task took that has a pilot in its report; undefined if none has. */
  findPilot(cloud: LocalCloud, task: string): Promise<NewestPilot | undefined>;
  /** The tasks that have a run of this id, by what their ledgers say; several may. */
  findTasks(cloud: LocalCloud, runId: string): Promise<FoundTask[]>;
  /** @param stateDir is named when the ledger in it can't be read */
  connect(cloud: LocalCloud, pipeline: Pipeline, stateDir: string): Promise<PipelineConnection>;
  connectStorage(cloud: LocalCloud): Promise<StorageConnection>;
  /** @throws FanfoldError `InvalidUsage` when there is no such run or task, `LocalCloudFailed` when the port is taken */
  serveUi(request: UiRequest): Promise<ServedUi>;
}
