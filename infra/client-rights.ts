import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ledgerSchema } from '../core/contracts/ledger-schema.ts';
import type { PipelineData } from './permissions.ts';

/** Actions on resources. */
interface Right {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What a client of a pipeline works on. */
export interface ClientTargets extends Pick<PipelineData, 'bucket' | 'table'> {
  readonly stateMachine: StateMachine;
  /** ARN pattern of the state machine's executions. */
  readonly executionsArn: string;
  readonly reportFunctionArn: string;
  /** ARN of the SSM parameter that tells of the pipeline. */
  readonly parameterArn: string;
}

/** What `upload`, `start`, `retry` and `attach` of a client call. */
export function grantStart(grantee: IGrantable, targets: ClientTargets): Grant {
  const { bucket, stateMachine } = targets;
  return grantAll(
    grantee,
    targets,
    ['kms:Decrypt', 'kms:GenerateDataKey'],
    [
      ...readLedger(targets),
      { actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] },
      {
        actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
        resources: [bucket.arnForObjects('sources/*')],
      },
    ],
  );
}

/** What `attach`, `progress`, `result`, `rows` and `failures` call, `fanfold verify`, and `fanfold ui` of a run. */
export function grantRead(grantee: IGrantable, targets: ClientTargets): Grant {
  const { bucket, stateMachine, executionsArn, reportFunctionArn } = targets;
  const told = [
    'progress.json',
    'report.json',
    'report.html',
    'failures.jsonl',
    // While a run goes on: what Govern decided, and failures of units that are done.
    'govern/*',
    'failures/*',
  ].map((name) => `runs/*/${name}`);
  return grantAll(
    grantee,
    targets,
    ['kms:Decrypt'],
    [
      ...readLedger(targets),
      { actions: ['states:DescribeExecution'], resources: [executionsArn] },
      { actions: ['states:ListExecutions'], resources: [stateMachine.stateMachineArn] },
      {
        actions: ['s3:GetObject'],
        resources: ['datasets/*', ...told].map((key) => bucket.arnForObjects(key)),
      },
      // `result` of a run that failed has its report made if nobody has yet.
      { actions: ['lambda:InvokeFunction'], resources: [reportFunctionArn] },
    ],
  );
}

/** What `attach`, `stop` and `abort` call. */
export function grantStop(grantee: IGrantable, targets: ClientTargets): Grant {
  const { table, executionsArn } = targets;
  return grantAll(
    grantee,
    targets,
    ['kms:Decrypt', 'kms:GenerateDataKey'],
    [
      { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [table.tableArn] },
      { actions: ['states:DescribeExecution', 'states:StopExecution'], resources: [executionsArn] },
    ],
  );
}

function readLedger({ bucket, table }: ClientTargets): Right[] {
  return [
    { actions: ['dynamodb:GetItem'], resources: [table.tableArn] },
    { actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${ledgerSchema.index.name}`] },
    // Without it S3 answers 403 instead of 404 for an object that isn't there.
    { actions: ['s3:ListBucket'], resources: [bucket.bucketArn] },
  ];
}

/** Every client looks up the pipeline, and needs the keys of what it reads and writes. */
function grantAll(
  grantee: IGrantable,
  { bucket, table, parameterArn }: ClientTargets,
  keyActions: readonly string[],
  rights: readonly Right[],
): Grant {
  const keys = new Set([bucket.encryptionKey, table.encryptionKey].filter((key) => key !== undefined));
  const lookUp = { actions: ['ssm:GetParameter'], resources: [parameterArn] };
  return [
    ...[lookUp, ...rights].map(({ actions, resources }) =>
      Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [...resources] }),
    ),
    ...[...keys].map((key) => key.grant(grantee, ...keyActions)),
  ].reduce((all, grant) => all.combine(grant));
}
