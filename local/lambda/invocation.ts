import type { FunctionConfiguration, LambdaInvocation } from '../ports.ts';
import type { EnvironmentEvent, ExecutionEnvironment } from './environment.ts';
import { type ExceededLimit, InvocationLimits } from './limits.ts';
import type { MemoryWatch } from './memory-watch.ts';
import { describeExit, describeTimeout } from './outcomes.ts';
import { platformLines } from './platform-lines.ts';

/** Init may take this long before it counts against the function's timeout. */
const INIT_MS = 10_000;

/** One invocation, as it goes to an execution environment. */
export interface InvocationRequest {
  requestId: string;
  functionArn: string;
  /** JSON text of the event. */
  payload: string;
  /** JSON text of the client context. */
  clientContext?: string | undefined;
  /** Whether the end of the invocation's log is wanted. */
  logTail?: boolean | undefined;
}

/** What an invocation that ran gave, and the end of its log when it was asked for. */
export type InvocationResult = Exclude<LambdaInvocation, { outcome: 'refused' }> & { logTail?: Buffer };

/**
 * Runs one invocation in an execution environment, which must run no other: waits for a new one's init, enforces
 * timeout and memory size by killing the environment, and writes Lambda's START, END and REPORT lines to its log.
 */
export async function runInvocation(
  environment: ExecutionEnvironment,
  configuration: FunctionConfiguration,
  request: InvocationRequest,
  memory: MemoryWatch,
): Promise<InvocationResult> {
  const { log } = environment;
  const platform = platformLines(configuration.logFormat);
  const { requestId } = request;
  const offset = request.logTail === true ? log.size : 0;
  const cold = environment.invocations === 0;
  const limits = new InvocationLimits(environment, configuration, memory);
  const timeoutMs = configuration.timeout * 1000;

  log.write(...platform.start(requestId));
  limits.allow(INIT_MS + timeoutMs);
  let event = await environment.init;
  const startedAt = performance.now();
  if (event.type === 'ready') {
    limits.allow(timeoutMs);
    environment.send({
      requestId,
      functionArn: request.functionArn,
      deadline: Date.now() + timeoutMs,
      payload: request.payload,
      clientContext: request.clientContext,
    });
    event = await nextOf(environment, requestId);
  }
  const endedAt = performance.now();
  limits.stop();

  const result = judge(event, requestId, configuration, limits.exceeded);
  if (event.type === 'exit') {
    log.write(...platform.ended(requestId, JSON.parse(result.payload).errorMessage));
  }
  log.write(
    ...platform.report({
      requestId,
      initMs: cold ? startedAt - environment.startedAt : undefined,
      runMs: endedAt - startedAt,
      memorySize: configuration.memorySize,
      maxMemoryUsed: Math.max(limits.peak, 'rss' in event ? event.rss : 0),
      exceeded: limits.exceeded,
      errorType: result.outcome === 'failed' ? JSON.parse(result.payload).errorType : undefined,
    }),
  );
  return request.logTail === true ? { ...result, logTail: log.tail(offset) } : result;
}

/** What came of this invocation; what a former one left running may still report an error of its own. */
async function nextOf(environment: ExecutionEnvironment, requestId: string): Promise<EnvironmentEvent> {
  for (;;) {
    const event = await environment.next();
    if (!('requestId' in event) || event.requestId === requestId) {
      return event;
    }
  }
}

function judge(
  event: EnvironmentEvent,
  requestId: string,
  configuration: FunctionConfiguration,
  exceeded: ExceededLimit | undefined,
): InvocationResult {
  if (event.type === 'returned') {
    return { outcome: 'returned', payload: event.payload };
  }
  if (exceeded === 'timeout') {
    const payload = describeTimeout(requestId, configuration.timeout);
    return { outcome: 'failed', functionError: 'Unhandled', payload };
  }
  if (event.type === 'failed' || event.type === 'init-failed') {
    return { outcome: 'failed', functionError: 'Unhandled', payload: event.error };
  }
  const exit = event.type === 'exit' ? event.exit : { code: 1, signal: null };
  return { outcome: 'failed', functionError: 'Unhandled', payload: describeExit(requestId, exit) };
}
