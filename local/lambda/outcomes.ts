import type { LambdaInvocation } from '../ports.ts';

type Refused = Extract<LambdaInvocation, { outcome: 'refused' }>;

/** Lambda's names of signals in `Runtime.ExitError`, where they are not the plain lower-case ones. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** How an environment's process ended. */
export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Error payload of an invocation whose environment died under it. */
export function describeExit(requestId: string, exit: ProcessExit): string {
  const reason =
    exit.signal !== null
      ? `Runtime exited with error: signal: ${SIGNALS[exit.signal] ?? exit.signal.slice(3).toLowerCase()}`
      : exit.code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${exit.code}`;
  return JSON.stringify({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: ${reason}`,
  });
}

/** Error payload of an invocation that ran longer than its function's timeout. */
export function describeTimeout(requestId: string, timeoutSeconds: number): string {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage });
}

/** Over the account's or the function's concurrency, or over a rate. @param reason of Lambda's enumeration ThrottleReason */
export function refuseThrottled(reason: string): Refused {
  return {
    outcome: 'refused',
    statusCode: 429,
    error: 'TooManyRequestsException',
    message: 'Rate Exceeded.',
    reason,
  };
}

/** A function of another region. */
export function refuseForeign(region: string, here: string): Refused {
  return {
    outcome: 'refused',
    statusCode: 404,
    error: 'ResourceNotFoundException',
    message: `Functions from '${region}' are not reachable in this region ('${here}')`,
  };
}

/** No function of that ARN. */
export function refuseUnknown(arn: string): Refused {
  return {
    outcome: 'refused',
    statusCode: 404,
    error: 'ResourceNotFoundException',
    message: `Function not found: ${arn}`,
  };
}

/** Payload larger than its invocation type allows. */
export function refuseTooLarge(bytes: number, invocationType: string, limit: number): Refused {
  return {
    outcome: 'refused',
    statusCode: 413,
    error: 'RequestTooLargeException',
    message: `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${limit} bytes)`,
  };
}

/** The local Lambda is closing. */
export function refuseClosed(): Refused {
  return {
    outcome: 'refused',
    statusCode: 503,
    error: 'ServiceException',
    message: 'Lambda is shutting down.',
  };
}

/** This machine can't run the invocation. */
export function refuseBroken(message: string): Refused {
  return { outcome: 'refused', statusCode: 500, error: 'ServiceException', message };
}
