/**
 * Entry of an execution environment's process: loads the handler and runs one invocation at a time.
 *
 * It imports nothing but Node's own preloaded modules, so that the memory of the process is the handler's.
 * Behaviour follows AWS's runtime interface client of nodejs24.x.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, flushCompileCache } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, types } from 'node:util';
import type { EnvironmentMessage, InvokeMessage } from './protocol.ts';

type Handler = (event: unknown, context: unknown) => unknown;

/** The invocation that the environment runs or ran last; none during init. */
interface CurrentInvocation {
  requestId?: string;
}

/** 6 MB and 100 bytes: Lambda's limit of a synchronous response. */
const MAX_RESPONSE_BYTES = 6_291_556;

const toDaemon = process.send?.bind(process);
// A handler must not take itself for somebody's child: on Lambda there is no such channel.
delete process.send;

function send(message: EnvironmentMessage, sent?: () => void): void {
  toDaemon?.(message, undefined, undefined, () => sent?.());
}

/** Ends this process with every process that the handler has forked: they share its process group. */
function endGroup(): void {
  process.kill(-process.pid, 'SIGKILL');
}

function describe(reason: unknown): string {
  if (!types.isNativeError(reason)) {
    return JSON.stringify({ errorType: typeof reason, errorMessage: String(reason), trace: [] });
  }
  const { name, message, stack } = reason;
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack?.split('\n') ?? [] });
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = `${name}: ${message}\n${error.stack?.split('\n').slice(1).join('\n') ?? ''}`;
  return error;
}

/** Has what the handler logs by console say time, request id and level, as Lambda's text format does, or its JSON format. */
function patchConsole(current: CurrentInvocation): void {
  const json = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
  const levels = {
    debug: 'DEBUG',
    error: 'ERROR',
    info: 'INFO',
    log: 'INFO',
    trace: 'TRACE',
    warn: 'WARN',
  } as const;
  for (const method of Object.keys(levels) as (keyof typeof levels)[]) {
    console[method] = (...values: unknown[]) => {
      const [timestamp, level, { requestId }] = [new Date().toISOString(), levels[method], current];
      const text = format(...values);
      const line = json
        ? JSON.stringify({ timestamp, level, requestId, message: text })
        : `${timestamp}\t${requestId}\t${level}\t${text}`;
      process.stdout.write(`${line}\n`);
    };
  }
}

function hasOwnPackage(file: string, root: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) {
      return true;
    }
    if (folder === root || folder === dirname(folder)) {
      return false;
    }
  }
}

/**
 * Imports a handler's file. A `.js` file without a package.json in the function's code is CommonJS or ESM by its
 * syntax, as on Lambda, whatever the package.json of a folder above the code says here.
 */
async function importModule(file: string, root: string): Promise<Record<string, unknown>> {
  if (!file.endsWith('.js') || hasOwnPackage(file, root)) {
    return await import(pathToFileURL(file).href);
  }
  const { compileFunction, constants } = await import('node:vm');
  const names = ['exports', 'require', 'module', '__filename', '__dirname'];
  let run: ReturnType<typeof compileFunction>;
  try {
    run = compileFunction(readFileSync(file, 'utf8'), names, {
      filename: file,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
  } catch {
    return await import(pathToFileURL(file).href);
  }
  const module: { exports: Record<string, unknown> } = { exports: {} };
  run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
  return module.exports;
}

async function loadModule(path: string, root: string): Promise<Record<string, unknown>> {
  const file = ['.js', '.mjs', '.cjs'].map((extension) => path + extension).find((name) => existsSync(name));
  if (file === undefined) {
    throw named('Runtime.ImportModuleError', `Error: Cannot find module '${path.slice(root.length + 1)}'`);
  }
  try {
    return await importModule(file, root);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
      throw named('Runtime.ImportModuleError', String(error));
    }
    if (error instanceof SyntaxError) {
      throw named('Runtime.UserCodeSyntaxError', String(error));
    }
    throw error;
  }
}

/** Finds the function that `_HANDLER` names: `<path without extension>.<export>[.<property>…]`. */
async function loadHandler(): Promise<Handler> {
  const name = process.env._HANDLER ?? '';
  const root = resolve(process.env.LAMBDA_TASK_ROOT ?? '');
  const [, path, exported] = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(name) ?? [];
  if (path === undefined || exported === undefined || path.includes('..')) {
    throw named('Runtime.MalformedHandlerName', 'Bad handler');
  }
  const loaded = await loadModule(join(root, path), root);
  const find = (from: unknown) =>
    exported
      .split('.')
      .reduce<unknown>(
        (value, key) => (Object(value) === value ? Reflect.get(Object(value), key) : undefined),
        from,
      );
  const handler = find(loaded) ?? find(loaded.default);
  if (typeof handler !== 'function') {
    const problem = handler === undefined ? 'undefined or not exported' : 'not a function';
    throw named('Runtime.HandlerNotFound', `${name} is ${problem}`);
  }
  if (handler.length > 2) {
    return withCallback((...values) => handler.apply(undefined, values));
  }
  return (event, context) => handler.call(undefined, event, context);
}

/**
 * A handler that takes a callback, which Lambda has done away with in nodejs24.x. The response is what the callback gets
 * first; that what is left in the event loop may still run then is `callbackWaitsForEmptyEventLoop` set to false on AWS.
 */
function withCallback(handler: (...values: unknown[]) => unknown): Handler {
  if (!/nodejs(18|20|22)\.x$/.test(process.env.AWS_EXECUTION_ENV ?? '')) {
    throw named(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
        'You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    );
  }
  return (event, context) =>
    new Promise((resolve, reject) => {
      const returned = handler(event, context, (error: unknown, result: unknown) =>
        error === undefined || error === null ? resolve(result) : reject(error),
      );
      // An async handler may return its result instead.
      if (types.isPromise(returned)) returned.then(resolve, reject);
    });
}

function createContext(message: InvokeMessage): object {
  return {
    awsRequestId: message.requestId,
    invokedFunctionArn: message.functionArn,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: message.clientContext === undefined ? undefined : JSON.parse(message.clientContext),
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  };
}

function stringify(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch {
    throw named('Runtime.JSONStringifyError', 'Unable to stringify response body');
  }
}

function fail(error: string, id: string, sent?: () => void): void {
  console.error(`Invoke Error \t${error}`);
  send(
    { type: 'failed', requestId: id, error, rss: process.memoryUsage.rss(), ends: sent !== undefined },
    sent,
  );
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  try {
    const payload = stringify(await handler(JSON.parse(message.payload), createContext(message)));
    if (Buffer.byteLength(payload) > MAX_RESPONSE_BYTES) {
      const limit = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
      fail(
        JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage: limit }),
        message.requestId,
      );
    } else {
      send({ type: 'returned', requestId: message.requestId, payload, rss: process.memoryUsage.rss() });
    }
  } catch (error) {
    fail(describe(error), message.requestId);
  }
}

/** An error outside the handler's promise ends the environment, with the status of Lambda's own runtime. */
function endOn(
  event: 'uncaughtException' | 'unhandledRejection',
  status: number,
  current: CurrentInvocation,
): void {
  process.on(event, (reason: unknown) => {
    const rejected = event === 'unhandledRejection';
    const error = describe(rejected ? named('Runtime.UnhandledPromiseRejection', String(reason)) : reason);
    if (current.requestId === undefined) {
      send({ type: 'init-failed', error }, () => process.exit(status));
    } else {
      fail(error, current.requestId, () => process.exit(status));
    }
  });
}

async function start(): Promise<void> {
  const current: CurrentInvocation = {};
  patchConsole(current);
  endOn('uncaughtException', 129, current);
  endOn('unhandledRejection', 128, current);
  try {
    const handler = await loadHandler();
    process.on('message', async (message: InvokeMessage) => {
      const first = current.requestId === undefined;
      current.requestId = message.requestId;
      await invoke(handler, message);
      // Environments end by a kill, so the cache of compiled code is written here, when most code has run once.
      if (first) {
        flushCompileCache();
      }
    });
    send({ type: 'ready' });
  } catch (error) {
    const description = describe(error);
    console.error(`Uncaught Exception \t${description}`);
    send({ type: 'init-failed', error: description }, () => process.exit(1));
  }
}

// The daemon is gone, closed or killed: nobody else would end this environment.
process.on('disconnect', endGroup);
await start();
