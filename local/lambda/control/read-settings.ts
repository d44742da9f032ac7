import type { FunctionRecord } from './function-record.ts';
import type { UpdateConfigurationRequest } from './requests.ts';

/** The settings that a request gives, as a record keeps them; those that it leaves out are left out. */
export function readSettings(request: UpdateConfigurationRequest): Partial<FunctionRecord> {
  const { LoggingConfig: logging } = request;
  const given = {
    description: request.Description,
    environment: request.Environment === undefined ? undefined : (request.Environment.Variables ?? {}),
    ephemeralStorage: request.EphemeralStorage?.Size,
    handler: request.Handler,
    logGroup: logging?.LogGroup,
    memorySize: request.MemorySize,
    role: request.Role,
    runtime: request.Runtime,
    timeout: request.Timeout,
    tracing: request.TracingConfig?.Mode,
    ...(logging?.LogFormat === 'JSON' || logging?.LogFormat === 'Text'
      ? { logFormat: logging.LogFormat }
      : {}),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
