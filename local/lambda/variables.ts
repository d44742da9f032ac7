import type { FunctionConfiguration, LocalAccount } from '../ports.ts';

/** Runtime of functions that name none. */
export const DEFAULT_RUNTIME = 'nodejs24.x';

const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'NODE_EXTRA_CA_CERTS'];

/** Names that Lambda keeps for itself and refuses in a function's own environment. */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/** Bytes that a function's own environment may have, as JSON (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const MAX_ENVIRONMENT_BYTES = 4096;

const REFUSED =
  'Lambda was unable to configure your environment variables because the environment variables you have provided ';

/**
 * Says what Lambda would refuse in a function's own environment variables, in its words.
 * @returns one sentence per problem
 */
export function findVariableProblems(environment: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(environment);
  const reserved = names.filter((name) => RESERVED.has(name));
  const misnamed = names.filter((name) => !/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name) && !RESERVED.has(name));
  const measured = JSON.stringify(environment);
  const problems: string[] = [];
  if (reserved.length > 0) {
    problems.push(
      `${REFUSED}contains reserved keys that are currently not supported for modification. ` +
        `Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  if (misnamed.length > 0) {
    problems.push(
      `environment variables ${misnamed.join(', ')}: a name is a letter followed by letters, digits and underscores`,
    );
  }
  if (Buffer.byteLength(measured) > MAX_ENVIRONMENT_BYTES) {
    problems.push(`${REFUSED}exceeded the 4KB limit. String measured: ${measured}`);
  }
  return problems;
}

/**
 * The whole environment of an execution environment's process: what Lambda sets, what every function gets here, what
 * the function has of its own, and of this process only what a program needs to run; no credentials pass.
 */
export function createVariables(
  configuration: FunctionConfiguration,
  account: LocalAccount,
  shared: Record<string, string>,
  logStreamName: string,
): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(inherited),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    ...shared,
    ...configuration.environment,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime ?? DEFAULT_RUNTIME}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(configuration.functionName),
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    ...(configuration.logFormat === 'JSON' && { AWS_LAMBDA_LOG_FORMAT: 'JSON' }),
    LAMBDA_TASK_ROOT: configuration.codeDirectory,
    _HANDLER: configuration.handler,
  };
}

/** Log group that Lambda gives a function when none is configured. */
export function logGroupName(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}
