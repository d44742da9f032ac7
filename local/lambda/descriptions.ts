import { randomUUID } from 'node:crypto';
import { digestCode } from './code-digest.ts';
import type { FunctionRecord } from './control/function-record.ts';
import type { DeployedFunction, LambdaService } from './service.ts';
import { DEFAULT_RUNTIME, logGroupName } from './variables.ts';

/** Lambda's FunctionConfiguration structure, of a function at rest. */
export async function describeFunction(deployed: DeployedFunction): Promise<object> {
  const { arn, configuration, record } = deployed;
  return {
    FunctionName: configuration.functionName,
    FunctionArn: arn,
    Handler: configuration.handler,
    Timeout: configuration.timeout,
    MemorySize: configuration.memorySize,
    LastModified: deployed.lastModified.toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    RevisionId: deployed.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    ...(record === undefined ? await describeStackFunction(deployed) : describeRecord(record)),
  };
}

/** Roles don't exist here: the ARN of a stack function's role is a placeholder. */
async function describeStackFunction({ arn, configuration }: DeployedFunction): Promise<object> {
  const code = await digestCode(configuration.codeDirectory);
  return {
    Runtime: configuration.runtime ?? DEFAULT_RUNTIME,
    Role: `arn:aws:iam::${arn.split(':')[4]}:role/local-${configuration.functionName}`,
    CodeSize: code.size,
    CodeSha256: code.sha256,
    Description: '',
    Environment: { Variables: configuration.environment },
    Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    LoggingConfig: {
      LogFormat: configuration.logFormat ?? 'Text',
      LogGroup: logGroupName(configuration.functionName),
    },
  };
}

function describeRecord(record: FunctionRecord): object {
  return {
    Runtime: record.runtime,
    Role: record.role,
    CodeSize: record.code.size,
    CodeSha256: record.code.sha256,
    Description: record.description,
    ...(record.environment === undefined ? {} : { Environment: { Variables: record.environment } }),
    EphemeralStorage: { Size: record.ephemeralStorage },
    Architectures: [record.architecture],
    TracingConfig: { Mode: record.tracing },
    LoggingConfig: {
      LogFormat: record.logFormat,
      LogGroup: record.logGroup ?? logGroupName(record.functionName),
      ...(record.logFormat === 'JSON' ? { ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' } : {}),
    },
  };
}

/** Why a function is not at rest yet, in Lambda's words; they are the same for a new one and for a change. */
const SETTLING = ['The function is being created.', 'Creating'] as const;

/**
 * CreateFunction's answer. The function can be invoked at once, but as on AWS the answer says Pending, and has a
 * RevisionId that is not the one that the function has when it is active.
 */
export async function describeCreated(deployed: DeployedFunction): Promise<object> {
  const [StateReason, StateReasonCode] = SETTLING;
  const pending = { State: 'Pending', StateReason, StateReasonCode, RevisionId: randomUUID() };
  return { ...(await describeFunction(deployed)), LastUpdateStatus: undefined, ...pending };
}

/** UpdateFunctionCode's and UpdateFunctionConfiguration's answer: InProgress, otherwise as of {@link describeCreated}. */
export async function describeUpdated(deployed: DeployedFunction): Promise<object> {
  const [LastUpdateStatusReason, LastUpdateStatusReasonCode] = SETTLING;
  return {
    ...(await describeFunction(deployed)),
    LastUpdateStatus: 'InProgress',
    LastUpdateStatusReason,
    LastUpdateStatusReasonCode,
    RevisionId: randomUUID(),
  };
}

/**
 * GetFunction's answer.
 * @param location where the code is: a zip on the local Lambda's own server, or for a function of a stack its folder
 */
export async function describeFunctionAndCode(
  service: LambdaService,
  deployed: DeployedFunction,
  location: string,
): Promise<object> {
  const reserved = service.limits.reservedBy(deployed.configuration.functionName);
  const tags = deployed.record?.tags ?? {};
  return {
    Configuration: await describeFunction(deployed),
    Code: { RepositoryType: deployed.record === undefined ? 'Local' : 'S3', Location: location },
    ...(Object.keys(tags).length === 0 ? {} : { Tags: tags }),
    ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
  };
}

/** GetAccountSettings' answer. Code storage is the disk: Lambda's default quota is stated. */
export async function describeAccount(service: LambdaService): Promise<object> {
  const functions = service.list();
  const digests = await Promise.all(
    functions.map(({ configuration }) => digestCode(configuration.codeDirectory)),
  );
  return {
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: service.limits.accountConcurrency,
      UnreservedConcurrentExecutions: service.limits.unreserved,
    },
    AccountUsage: {
      TotalCodeSize: digests.reduce((total, { size }) => total + size, 0),
      FunctionCount: functions.length,
    },
  };
}
