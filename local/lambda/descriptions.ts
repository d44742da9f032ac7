import { pathToFileURL } from 'node:url';
import { digestCode } from './code-digest.ts';
import type { DeployedFunction, LambdaService } from './service.ts';
import { logGroupName } from './variables.ts';

/** Lambda's FunctionConfiguration structure. Roles don't exist here: its ARN is a placeholder. */
export async function describeFunction(deployed: DeployedFunction): Promise<object> {
  const { arn, configuration } = deployed;
  const code = await digestCode(configuration.codeDirectory);
  const accountId = arn.split(':')[4];
  return {
    FunctionName: configuration.functionName,
    FunctionArn: arn,
    Runtime: 'nodejs24.x',
    Role: `arn:aws:iam::${accountId}:role/local-${configuration.functionName}`,
    Handler: configuration.handler,
    CodeSize: code.size,
    CodeSha256: code.sha256,
    Description: '',
    Timeout: configuration.timeout,
    MemorySize: configuration.memorySize,
    LastModified: deployed.lastModified.toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    Environment: { Variables: configuration.environment },
    RevisionId: deployed.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    LoggingConfig: { LogFormat: 'Text', LogGroup: logGroupName(configuration.functionName) },
  };
}

/** GetFunction's answer; the code's location is its folder. */
export async function describeFunctionAndCode(
  service: LambdaService,
  deployed: DeployedFunction,
): Promise<object> {
  const reserved = service.limits.reservedBy(deployed.configuration.functionName);
  return {
    Configuration: await describeFunction(deployed),
    Code: { RepositoryType: 'Local', Location: pathToFileURL(deployed.configuration.codeDirectory).href },
    Tags: {},
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
