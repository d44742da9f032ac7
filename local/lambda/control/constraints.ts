import { invalidParameter, validationErrors } from '../api-error.ts';
import { findVariableProblems } from '../variables.ts';

/** Runtimes that run here, all of them on this process's own Node. */
export const RUNTIMES = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const;

/** Members that CreateFunction and UpdateFunctionConfiguration share. */
export interface CheckedSettings {
  Architectures?: readonly string[] | undefined;
  Description?: string | undefined;
  Environment?: { Variables?: Readonly<Record<string, string>> | undefined } | undefined;
  EphemeralStorage?: { Size: number } | undefined;
  FunctionName?: string | undefined;
  Handler?: string | undefined;
  LoggingConfig?: { LogFormat?: string | undefined } | undefined;
  MemorySize?: number | undefined;
  Role?: string | undefined;
  Runtime?: string | undefined;
  Timeout?: number | undefined;
  TracingConfig?: { Mode?: string | undefined } | undefined;
}

/**
 * Checks members against the API's model, as of the API reference of CreateFunction
 * (https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html).
 * @throws ApiError `ValidationException` that names every member that breaks it, then `InvalidParameterValueException` for
 * what the model allows and Lambda, or this machine, does not
 */
export function checkSettings(request: CheckedSettings): void {
  const problems = [
    ...matches('functionName', request.FunctionName, NAME),
    ...matches('handler', request.Handler, /^[^\s]+$/),
    ...matches('role', request.Role, /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/),
    ...shorter('handler', request.Handler, 128),
    ...shorter('description', request.Description, 256),
    ...within('timeout', request.Timeout, 1, 900),
    ...within('memorySize', request.MemorySize, 128, 10_240),
    ...within('ephemeralStorage.size', request.EphemeralStorage?.Size, 512, 10_240),
    ...oneOf('loggingConfig.logFormat', request.LoggingConfig?.LogFormat, ['JSON', 'Text']),
    ...oneOf('tracingConfig.mode', request.TracingConfig?.Mode, ['Active', 'PassThrough']),
    ...(request.Architectures ?? []).flatMap((each) => oneOf('architectures', each, ['x86_64', 'arm64'])),
  ];
  if ((request.Architectures?.length ?? 1) !== 1) {
    problems.push(
      `Value '[${request.Architectures?.join(', ')}]' at 'architectures' failed to satisfy constraint: ` +
        'Member must have length of 1',
    );
  }
  if (problems.length > 0) throw validationErrors(problems);
  if (request.Runtime !== undefined && !RUNTIMES.some((runtime) => runtime === request.Runtime)) {
    throw invalidParameter(
      `Value ${request.Runtime} at 'runtime' failed to satisfy constraint: the local Lambda runs Node.js only, ` +
        `as one of [${RUNTIMES.join(', ')}]`,
    );
  }
  const [problem] = findVariableProblems(request.Environment?.Variables ?? {});
  if (problem !== undefined) throw invalidParameter(problem);
}

const NAME =
  /^(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d:)?(\d{12}:)?(function:)?[a-zA-Z0-9-_]{1,64}$/;

function failed(member: string, value: unknown, constraint: string): string {
  return `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`;
}

function matches(member: string, value: string | undefined, pattern: RegExp): string[] {
  if (value === undefined || pattern.test(value)) return [];
  return [failed(member, value, `satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`)];
}

function shorter(member: string, value: string | undefined, limit: number): string[] {
  if (value === undefined || value.length <= limit) return [];
  return [failed(member, value, `have length less than or equal to ${limit}`)];
}

function within(member: string, value: number | undefined, least: number, most: number): string[] {
  if (value === undefined) return [];
  if (!Number.isInteger(value)) return [failed(member, value, 'be a whole number')];
  if (value < least) return [failed(member, value, `have value greater than or equal to ${least}`)];
  return value > most ? [failed(member, value, `have value less than or equal to ${most}`)] : [];
}

function oneOf(member: string, value: string | undefined, allowed: readonly string[]): string[] {
  if (value === undefined || allowed.includes(value)) return [];
  return [failed(member, value, `satisfy enum value set: [${allowed.join(', ')}]`)];
}
