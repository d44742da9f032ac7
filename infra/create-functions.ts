import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { type TaskDocument, taskDocumentFile } from '../core/contracts/task-document.ts';
import type { PriceTable } from '../core/cost/prices.ts';
import type { TaskSettings } from '../core/task/task-settings.ts';
import type { BundledFile } from './bundling/bundle.ts';
import { type FunctionName, type StepName, stepNames } from './bundling/bundle-functions.ts';
import type { LoadedTask } from './describe-task.ts';
import { type OwnVariables, ownVariables, taskVariables } from './function-variables.ts';
import { ownersOfBuckets } from './owners-of-buckets.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { pipelineName } from './pipeline-metrics.ts';
import type { PipelineNetwork } from './pipeline-network.ts';
import type { StorageProps } from './pipeline-storage.ts';
import type { TaskFunctionProps } from './task-function-props.ts';

/** MiB. Lambda gives one whole core from here on. */
const oneCoreMemorySize = 1_769;

/** What the functions of a pipeline need to know of it. */
export interface FunctionsProps {
  readonly storage: StorageProps;
  readonly bundles: Readonly<Record<FunctionName, BundledFile>>;
  readonly task: LoadedTask;
  readonly settings: TaskSettings;
  readonly bucket: IBucket;
  readonly sourceBuckets: readonly IBucket[];
  readonly table: ITable;
  readonly maxConcurrencyCap: number | undefined;
  readonly architecture: Architecture;
  readonly network: PipelineNetwork | undefined;
  readonly prices: PriceTable | undefined;
  /** What the app gives to the task's code. */
  readonly given: TaskFunctionProps;
}

/** Makes the Lambda functions that do the work of a pipeline's runs. */
export function createFunctions(scope: Construct, props: FunctionsProps): Record<StepName, PipelineFunction> {
  const environment = ownVariables({
    bucketName: props.bucket.bucketName,
    bucketOwners: ownersOfBuckets(scope, props.bucket),
    tableName: props.table.tableName,
    pipeline: pipelineName(scope),
    settings: props.settings,
    codeDigest: props.task.description.codeDigest,
    maxConcurrencyCap: props.maxConcurrencyCap,
  });
  const sources: OwnVariables = {
    FANFOLD_BUCKET_OWNERS: ownersOfBuckets(scope, props.bucket, props.sourceBuckets),
  };
  const { ephemeralStorage } = props.given;
  const create = (id: string, name: StepName, purpose: string, own: OwnVariables = {}) =>
    new PipelineFunction(scope, id, {
      ...props.storage,
      ...forTask(name, props),
      name,
      description: `fanfold ${props.settings.name}: ${purpose}`,
      files: [
        props.bundles[name],
        ...(runsTask(name, props.settings) ? props.task.itemProcess.files : []),
        ...(name === 'plan' ? [writeTaskDocument(props)] : []),
      ],
      memorySize: name === 'unit' ? props.settings.memoryMb : oneCoreMemorySize,
      architecture: props.architecture,
      network: props.network,
      environment: {
        ...(runsTask(name, props.settings) && taskVariables(props.given)),
        ...environment,
        ...(readsSources(name) && sources),
        ...own,
      },
      ...(name === 'unit' && ephemeralStorage !== undefined && { ephemeralStorage }),
    });
  const unit = create('Unit', 'unit', 'runs the items of one unit');
  // A copy of a unit is one attempt of several: nothing depends on it, so a failed one isn't tried again.
  unit.handler.configureAsyncInvoke({ retryAttempts: 0 });
  const functions = {
    plan: create('Plan', 'plan', 'opens a run and cuts its source into units'),
    unit,
    govern: create('Govern', 'govern', 'adapts a run while it goes on', {
      FANFOLD_UNIT_FUNCTION: unit.handler.functionName,
    }),
    'plan-merge': create('PlanMerge', 'plan-merge', 'plans the steps of the merge'),
    merge: create('Merge', 'merge', 'does one share of the merge'),
    seal: create('Seal', 'seal', 'delivers the data set if it is proven complete'),
    report: create('Report', 'report', 'says what a run did and what took the time', tellPrices(props)),
  };
  grantSecrets(functions, props);
  return functions;
}

/** Report counts the built-in prices, those of arm64, unless it is told otherwise. */
function tellPrices({ architecture, prices }: FunctionsProps): OwnVariables {
  return {
    ...(architecture.name === 'x86_64' && { FANFOLD_ARCHITECTURE: architecture.name }),
    ...(prices !== undefined && { FANFOLD_PRICES: JSON.stringify(prices) }),
  };
}

function readsSources(name: StepName): boolean {
  return name === 'plan' || name === 'unit';
}

/** Units run the task's items; Plan asks the task what its items claim, if it says so; Merge folds. */
function runsTask(name: StepName, settings: TaskSettings): boolean {
  return (
    name === 'unit' ||
    (name === 'plan' && (settings.claims?.length ?? 0) > 0) ||
    (name === 'merge' && settings.folds === true)
  );
}

function forTask(name: StepName, { settings, given }: FunctionsProps): Pick<TaskFunctionProps, 'layers'> {
  return runsTask(name, settings) && given.layers !== undefined ? { layers: given.layers } : {};
}

function grantSecrets(functions: Record<StepName, PipelineFunction>, { settings, given }: FunctionsProps) {
  const readers = stepNames.filter((name) => runsTask(name, settings)).map((name) => functions[name]);
  for (const secret of new Set(Object.values(given.secrets ?? {}))) {
    for (const { role } of readers) {
      secret.grantRead(role);
      // CDK leaves this to the key's policy, which a key that isn't made in the app has of its own.
      if (secret.encryptionKey !== undefined) role.addToPolicy(decryptSecrets(secret.encryptionKey, role));
    }
  }
}

/** By way of Secrets Manager only. */
function decryptSecrets({ keyArn }: IKey, scope: IConstruct): PolicyStatement {
  return new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [keyArn],
    conditions: {
      StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(scope).region}.amazonaws.com` },
    },
  });
}

/** Schemas don't fit into a function's environment, which Lambda limits to 4 KB. */
function writeTaskDocument({ task, settings }: FunctionsProps): BundledFile {
  const { inputSchema, outputSchema } = task.description;
  const document: TaskDocument = { version: 1, task: settings.name, inputSchema, outputSchema };
  return { name: taskDocumentFile, contents: Buffer.from(`${JSON.stringify(document, null, 1)}\n`) };
}
