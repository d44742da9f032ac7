import { existsSync } from 'node:fs';
import type { FunctionConfiguration } from '../ports.ts';
import { findVariableProblems } from './variables.ts';

/**
 * Checks a function's configuration against Lambda's limits.
 * @throws Error that names every problem at once
 */
export function checkConfiguration(configuration: FunctionConfiguration): void {
  const { functionName, handler, timeout, memorySize, reservedConcurrency } = configuration;
  const problems: string[] = [];
  if (!/^[a-zA-Z0-9-_]{1,64}$/.test(functionName)) {
    problems.push('its name must have 1 to 64 letters, digits, hyphens and underscores');
  }
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > 900) {
    problems.push(`timeout is ${timeout}; it must be a whole number of seconds from 1 to 900`);
  }
  if (!Number.isInteger(memorySize) || memorySize < 128 || memorySize > 10_240) {
    problems.push(`memorySize is ${memorySize}; it must be a whole number of MiB from 128 to 10240`);
  }
  if (!/^\S{1,128}$/.test(handler) || !handler.includes('.')) {
    problems.push(
      `handler is "${handler}"; it must be <file without extension>.<export>, such as index.handler`,
    );
  }
  if (
    reservedConcurrency !== undefined &&
    (!Number.isInteger(reservedConcurrency) || reservedConcurrency < 0)
  ) {
    problems.push(`reservedConcurrency is ${reservedConcurrency}; it must be a whole number of at least 0`);
  }
  if (!existsSync(configuration.codeDirectory)) {
    problems.push(`its code directory ${configuration.codeDirectory} does not exist`);
  }
  problems.push(...findVariableProblems(configuration.environment));
  if (problems.length > 0) {
    throw new Error(`Function ${functionName} can't be created: ${problems.join('; ')}.`);
  }
}
