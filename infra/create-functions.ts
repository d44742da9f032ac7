import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { functionEnvironment } from '../core/contracts/function-environment.ts';
import { type TaskDocument, taskDocumentFile } from '../core/contracts/task-document.ts';
import type { TaskSettings } from '../core/task/task-settings.ts';
import type { BundledFile } from './bundling/bundle.ts';
import type { FunctionName, StepName } from './bundling/bundle-functions.ts';
import type { LoadedTask } from './describe-task.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { RetentionProps } from './pipeline-storage.ts';

/** MiB. Lambda gives one whole core from here on. */
const oneCoreMemorySize = 1_769;

/** Days that ledger rows are kept: as long as Step Functions keeps a closed execution and locks its name. */
const ledgerDays = 90;

/** What the functions of a pipeline need to know of it. */
export interface FunctionsProps extends RetentionProps {
  readonly bundles: Readonly<Record<FunctionName, BundledFile>>;
  readonly task: LoadedTask;
  readonly settings: TaskSettings;
  readonly bucket: IBucket;
  readonly table: ITable;
  readonly maxConcurrencyCap: number | undefined;
  readonly architecture: Architecture;
}

/** What one function alone is told. */
type OwnEnvironment = Partial<Record<keyof typeof functionEnvironment.shape, string>>;

/** Makes the Lambda functions that do the work of a pipeline's runs. */
export function createFunctions(scope: Construct, props: FunctionsProps): Record<StepName, PipelineFunction> {
  const environment = environmentOf(props);
  const create = (id: string, name: StepName, purpose: string, own: OwnEnvironment = {}) =>
    new PipelineFunction(scope, id, {
      name,
      description: `fanfold ${props.settings.name}: ${purpose}`,
      files: [
        props.bundles[name],
        ...(runsTask(name, props.settings) ? props.task.itemProcess.files : []),
        ...(name === 'plan' ? [writeTaskDocument(props)] : []),
      ],
      memorySize: name === 'unit' ? props.settings.memoryMb : oneCoreMemorySize,
      architecture: props.architecture,
      environment: { ...environment, ...own },
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
  const unit = create('Unit', 'unit', 'runs the items of one unit');
  // A copy of a unit is one attempt of several: nothing depends on it, so a failed one isn't tried again.
  unit.handler.configureAsyncInvoke({ retryAttempts: 0 });
  return {
    plan: create('Plan', 'plan', 'opens a run and cuts its source into units'),
    unit,
    govern: create('Govern', 'govern', 'adapts a run while it goes on', {
      FANFOLD_UNIT_FUNCTION: unit.handler.functionName,
    }),
    'plan-merge': create('PlanMerge', 'plan-merge', 'plans the steps of the merge'),
    merge: create('Merge', 'merge', 'does one share of the merge'),
    seal: create('Seal', 'seal', 'delivers the data set if it is proven complete'),
    report: create('Report', 'report', 'says what a run did and what took the time'),
  };
}

/** Units run the task's items; Plan asks the task what its items claim, if it says so; Merge folds. */
function runsTask(name: StepName, settings: TaskSettings): boolean {
  return (
    name === 'unit' ||
    (name === 'plan' && (settings.claims?.length ?? 0) > 0) ||
    (name === 'merge' && settings.folds === true)
  );
}

/** Schemas don't fit into a function's environment, which Lambda limits to 4 KB. */
function writeTaskDocument({ task, settings }: FunctionsProps): BundledFile {
  const { inputSchema, outputSchema } = task.description;
  const document: TaskDocument = { version: 1, task: settings.name, inputSchema, outputSchema };
  return { name: taskDocumentFile, contents: Buffer.from(`${JSON.stringify(document, null, 1)}\n`) };
}

function environmentOf(props: FunctionsProps) {
  return {
    FANFOLD_BUCKET: props.bucket.bucketName,
    FANFOLD_TABLE: props.table.tableName,
    FANFOLD_TASK: JSON.stringify(props.settings),
    FANFOLD_CODE_DIGEST: props.task.description.codeDigest,
    FANFOLD_TTL_DAYS: String(ledgerDays),
    ...(props.maxConcurrencyCap !== undefined && {
      FANFOLD_MAX_CONCURRENCY: String(props.maxConcurrencyCap),
    }),
  } satisfies Partial<Record<keyof typeof functionEnvironment.shape, string>>;
}
