import type { IncomingMessage } from 'node:http';
import { pathToFileURL } from 'node:url';
import { ApiError, invalidParameter } from './api-error.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import {
  applyEventInvokeRequest,
  describeEventInvokeConfig,
  type EventInvokeConfig,
  eventInvokeRequest,
} from './control/event-invoke-config.ts';
import type { FunctionRegistry } from './control/function-registry.ts';
import {
  createRequest,
  readRequest,
  updateCodeRequest,
  updateConfigurationRequest,
} from './control/requests.ts';
import {
  describeAccount,
  describeCreated,
  describeFunction,
  describeFunctionAndCode,
  describeUpdated,
} from './descriptions.ts';
import { type ApiResponse, answer, answerError, readBody } from './http-message.ts';
import { invokeOperation } from './invoke-operation.ts';
import type { LambdaRates } from './rates.ts';
import { describeReservation, putReservation } from './reservations.ts';
import type { DeployedFunction, LambdaService } from './service.ts';

const SUPPORTED =
  'Invoke, CreateFunction, GetFunction, GetFunctionConfiguration, UpdateFunctionConfiguration, UpdateFunctionCode, ' +
  'DeleteFunction, ListFunctions, GetAccountSettings, PutFunctionConcurrency, GetFunctionConcurrency, ' +
  'DeleteFunctionConcurrency, and Put-, Update-, Get- and DeleteFunctionEventInvokeConfig';

/** Lambda's limit of a request that carries code: 50 MB of zip in base64, and some. */
const MAX_REQUEST_BYTES = 70_167_211;

/** What every operation works on. */
export interface LambdaApi {
  service: LambdaService;
  asyncInvocations: AsyncInvocations;
  registry: FunctionRegistry;
  /** AWS's rates; undefined: none are applied. */
  rates: LambdaRates | undefined;
}

type FunctionOperation = (
  api: LambdaApi,
  deployed: DeployedFunction,
  request: IncomingMessage,
) => ApiResponse | Promise<ApiResponse>;

const NO_CONTENT: ApiResponse = { statusCode: 204, body: '' };

/** Operations on one function, by method and what follows the function's name in Lambda's own paths. */
const FUNCTION_OPERATIONS: Record<string, FunctionOperation> = {
  'GET 2015-03-31': async ({ service, registry }, deployed, request) => {
    const { record, configuration } = deployed;
    const location =
      record === undefined
        ? pathToFileURL(configuration.codeDirectory).href
        : registry.code.location(record.code, `http://${request.headers.host}`);
    return answer(await describeFunctionAndCode(service, deployed, location));
  },
  'GET 2015-03-31 configuration': async (_, deployed) => answer(await describeFunction(deployed)),
  'PUT 2015-03-31 configuration': async ({ registry }, deployed, request) => {
    const body = readRequest(updateConfigurationRequest, await readText(request));
    return answer(await describeUpdated(await registry.updateConfiguration(deployed, body)));
  },
  'PUT 2015-03-31 code': async ({ registry }, deployed, request) => {
    const body = readRequest(updateCodeRequest, await readText(request));
    return answer(await describeUpdated(await registry.updateCode(deployed, body)));
  },
  'DELETE 2015-03-31': async ({ registry }, deployed) => {
    await registry.delete(deployed);
    return NO_CONTENT;
  },
  'GET 2019-09-25 event-invoke-config': (_, deployed) => answer(describeEventInvokeConfig(deployed)),
  'PUT 2019-09-25 event-invoke-config': async (api, deployed, request) =>
    answer(await changeEventInvoke(api, deployed, request, () => undefined)),
  'POST 2019-09-25 event-invoke-config': async (api, deployed, request) =>
    answer(await changeEventInvoke(api, deployed, request, (earlier) => earlier)),
  'DELETE 2019-09-25 event-invoke-config': async ({ registry }, deployed) => {
    describeEventInvokeConfig(deployed);
    await registry.changeEventInvoke(deployed, () => undefined);
    return NO_CONTENT;
  },
  'GET 2019-09-30 concurrency': ({ service }, deployed) => answer(describeReservation(service, deployed)),
  'PUT 2017-10-31 concurrency': async ({ service, registry }, deployed, request) =>
    answer(await putReservation(service, registry, deployed, await readText(request))),
  'DELETE 2017-10-31 concurrency': async ({ registry }, deployed) => {
    await registry.reserve(deployed, undefined);
    return NO_CONTENT;
  },
};

/** Answers a request in Lambda's REST-JSON protocol. */
export async function handleRequest(
  api: LambdaApi,
  request: IncomingMessage,
  requestId: string,
): Promise<ApiResponse> {
  try {
    return await route(api, request, requestId);
  } catch (error) {
    if (error instanceof ApiError) return error.toResponse();
    throw error;
  }
}

async function route(api: LambdaApi, request: IncomingMessage, requestId: string): Promise<ApiResponse> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [version = '', collection, encodedName = '', ...rest] = url.pathname
    .slice(1)
    .replace(/\/$/, '')
    .split('/');
  const name = decodeURIComponent(encodedName);
  const qualifier = url.searchParams.get('Qualifier');
  const reference = qualifier === null || name.endsWith(`:${qualifier}`) ? name : `${name}:${qualifier}`;
  const operation = [request.method, version, ...rest].join(' ');
  if (collection === 'functions' && operation === 'POST 2015-03-31 invocations') {
    return invokeOperation(api.service, api.asyncInvocations, reference, request, requestId);
  }
  if (api.rates?.takeCall(operation === 'GET 2015-03-31' && name !== '') === false) {
    return answerError(429, 'TooManyRequestsException', 'Rate exceeded', 'CallerRateLimitExceeded');
  }
  if (collection === 'account-settings' && operation === 'GET 2016-08-19') {
    return answer(await describeAccount(api.service));
  }
  if (collection !== 'functions') {
    return refuseOperation(request, url);
  }
  if (name === '') {
    if (operation === 'GET 2015-03-31') return listFunctions(api.service, url);
    return operation === 'POST 2015-03-31' ? createFunction(api, request) : refuseOperation(request, url);
  }
  const run = FUNCTION_OPERATIONS[operation];
  if (run === undefined) {
    return refuseOperation(request, url);
  }
  const found = api.service.find(reference);
  return 'outcome' in found
    ? answerError(found.statusCode, found.error, found.message)
    : run(api, found, request);
}

function refuseOperation(request: IncomingMessage, url: URL): ApiResponse {
  const message = `${request.method} ${url.pathname} is not an operation of the local Lambda, which has ${SUPPORTED}.`;
  return answerError(501, 'NotImplementedException', message);
}

async function createFunction({ registry }: LambdaApi, request: IncomingMessage): Promise<ApiResponse> {
  const body = readRequest(createRequest, await readText(request));
  return answer(await describeCreated(await registry.create(body)), 201);
}

/** @param basis what the request is applied to, of what there is */
async function changeEventInvoke(
  { registry }: LambdaApi,
  deployed: DeployedFunction,
  request: IncomingMessage,
  basis: (earlier: EventInvokeConfig | undefined) => EventInvokeConfig | undefined,
): Promise<object> {
  const body = readRequest(eventInvokeRequest, await readText(request));
  const changed = await registry.changeEventInvoke(deployed, (earlier) =>
    applyEventInvokeRequest(body, basis(earlier), Date.now()),
  );
  return describeEventInvokeConfig(changed);
}

async function readText(request: IncomingMessage): Promise<string> {
  const text = await readBody(request, MAX_REQUEST_BYTES);
  if (text === undefined) {
    const message = `Request must be smaller than ${MAX_REQUEST_BYTES} bytes`;
    throw new ApiError(413, 'RequestEntityTooLargeException', message);
  }
  return text === '' ? '{}' : text;
}

async function listFunctions(service: LambdaService, url: URL): Promise<ApiResponse> {
  for (const name of ['FunctionVersion', 'MasterRegion']) {
    if (url.searchParams.has(name)) {
      throw invalidParameter(
        `${name} is not supported: there are no versions but $LATEST, and no other regions.`,
      );
    }
  }
  const limit = Math.min(Number(url.searchParams.get('MaxItems') ?? 50), 50);
  if (!Number.isInteger(limit) || limit < 1) {
    throw invalidParameter(`MaxItems is ${limit}; it must be 1 or more.`);
  }
  const after = url.searchParams.get('Marker') ?? '';
  const rest = service.list().filter(({ arn }) => arn > after);
  const page = rest.slice(0, limit);
  return answer({
    Functions: await Promise.all(page.map(describeFunction)),
    ...(rest.length > limit ? { NextMarker: page.at(-1)?.arn } : {}),
  });
}
