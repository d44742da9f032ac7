import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import type { FunctionConfiguration, LambdaInvoker, LocalAccount, LocalServer } from '../ports.ts';
import { handleRequest, type LambdaApi } from './api.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { prepareBootstrap } from './bootstrap-file.ts';
import { FunctionRegistry } from './control/function-registry.ts';
import { createObjectReader } from './control/read-code.ts';
import { GroupReaper } from './group-reaper.ts';
import { type ApiResponse, answerError, sendResponse } from './http-message.ts';
import { isLoopbackHost } from './loopback.ts';
import { MemoryWatch } from './memory-watch.ts';
import { functionArn } from './names.ts';
import { LambdaRates } from './rates.ts';
import { LambdaService } from './service.ts';

/** How a local Lambda is set up. */
export interface LambdaOptions {
  /** Folder for functions that the API creates, logs (`logs/<function>/<stream>.log`) and caches. */
  root: string;
  account: LocalAccount;
  /**
   * What every function gets besides its own variables, such as `AWS_ENDPOINT_URL_*` and dummy credentials; read each
   * time an environment starts.
   */
  environment: Record<string, string>;
  /** Invocations at once of all functions. Default 1,000, Lambda's default quota. */
  accountConcurrency?: number;
  /** Seconds that an environment stays without an invocation. Default 10: Lambda keeps them for minutes. */
  idleSeconds?: number;
  /** Seconds before each retry of a failed asynchronous invocation. Default 60 and 120, as Lambda's. */
  asyncRetryDelaysSeconds?: readonly number[];
  /** Base address of the S3 that CreateFunction and UpdateFunctionCode read archives from. Default: none, they refuse it. */
  s3Url?: string;
  /**
   * Whether AWS's rates are applied, as `rates.ts` has them: new environments of a function, invocations and API calls.
   * Default false.
   */
  awsRates?: boolean;
  /** Default: a free one. */
  port?: number;
}

/** A running local Lambda: its API at `url`, and the same in process. */
export interface LocalLambda extends LocalServer, LambdaInvoker {
  /**
   * Creates a function, or replaces the one of the same name.
   * @returns its ARN
   * @throws Error that names everything that Lambda would refuse in the configuration
   */
  createFunction(configuration: FunctionConfiguration): string;
  /** Sets how often a failed asynchronous invocation of a function is tried again. Default 2, as Lambda's. */
  setAsyncRetries(functionName: string, retries: number): void;
}

/**
 * Starts Lambda on this machine: each execution environment is a process that runs the function's own bundle, held to
 * the function's timeout, memory size and concurrency. Needs Linux or macOS, for process groups.
 * @throws Error on Windows, or when the port is taken
 */
export async function startLambda(options: LambdaOptions): Promise<LocalLambda> {
  if (process.platform === 'win32') {
    throw new Error('The local Lambda needs process groups, which Windows has not; use Linux, macOS or WSL.');
  }
  const root = resolve(options.root);
  const reaper = new GroupReaper();
  const memory = new MemoryWatch();
  const { account, environment: variables, accountConcurrency = 1000, idleSeconds = 10 } = options;
  try {
    const bootstrap = await prepareBootstrap(root);
    const host = { account, root, bootstrap, variables, reaper, memory };
    const rates = options.awsRates === true ? new LambdaRates(() => performance.now()) : undefined;
    const service = new LambdaService(host, accountConcurrency, idleSeconds, rates);
    const asyncInvocations = new AsyncInvocations(service, options.asyncRetryDelaysSeconds);
    const { s3Url } = options;
    const readObject = s3Url === undefined ? undefined : createObjectReader(s3Url, account.region);
    const registry = new FunctionRegistry(root, service, asyncInvocations, readObject);
    await registry.restore();
    const api = { service, asyncInvocations, registry, rates };
    const server = await listenOnLoopback(async (request, response) => {
      const requestId = randomUUID();
      sendResponse(response, requestId, await answerRequest(api, request, requestId));
    }, options.port);
    return {
      url: server.url,
      createFunction: (configuration) => service.createFunction(configuration),
      setAsyncRetries: (name, retries) => asyncInvocations.configure(functionArn(account, name), { retries }),
      invoke: (reference, payload) => service.invoke(reference, payload),
      close: async () => {
        asyncInvocations.close();
        memory.close();
        await Promise.all([service.close(), reaper.close()]);
        await server.close();
      },
    };
  } catch (error) {
    await reaper.close();
    throw error;
  }
}

async function answerRequest(
  api: LambdaApi,
  request: IncomingMessage,
  requestId: string,
): Promise<ApiResponse> {
  if (!isLoopbackHost(request.headers.host)) {
    return answerError(403, 'AccessDeniedException', 'Host must be 127.0.0.1 or localhost.');
  }
  const code = await api.registry.code.findArchive(request.url ?? '');
  if (code !== undefined && request.method === 'GET') {
    return { statusCode: 200, headers: { 'content-type': 'application/zip' }, body: code };
  }
  // A web page can't send it without a preflight request, which is not answered: no page can invoke functions.
  if (request.headers.authorization?.startsWith('AWS4-') !== true) {
    return answerError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  try {
    return await handleRequest(api, request, requestId);
  } catch (error) {
    return answerError(500, 'ServiceException', String(error));
  }
}
