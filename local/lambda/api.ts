import type { IncomingMessage } from 'node:http';
import type { AsyncInvocations } from './async-invocations.ts';
import { describeAccount, describeFunction, describeFunctionAndCode } from './descriptions.ts';
import { type ApiResponse, answer, answerError, readBody } from './http-message.ts';
import { invokeOperation } from './invoke-operation.ts';
import type { DeployedFunction, LambdaService } from './service.ts';

const SUPPORTED =
  'Invoke, GetFunction, GetFunctionConfiguration, ListFunctions, GetAccountSettings, PutFunctionConcurrency, ' +
  'GetFunctionConcurrency and DeleteFunctionConcurrency';

/** What every operation works on. */
export interface LambdaApi {
  service: LambdaService;
  asyncInvocations: AsyncInvocations;
}

type FunctionOperation = (
  api: LambdaApi,
  deployed: DeployedFunction,
  request: IncomingMessage,
) => ApiResponse | Promise<ApiResponse>;

/** Operations on one function, by method and what follows the function's name in Lambda's own paths. */
const FUNCTION_OPERATIONS: Record<string, FunctionOperation> = {
  'GET 2015-03-31': async ({ service }, deployed) => answer(await describeFunctionAndCode(service, deployed)),
  'GET 2015-03-31 configuration': async (_, deployed) => answer(await describeFunction(deployed)),
  'GET 2019-09-30 concurrency': ({ service }, deployed) => answer(describeConcurrency(service, deployed)),
  'PUT 2017-10-31 concurrency': putConcurrency,
  'DELETE 2017-10-31 concurrency': ({ service }, { configuration }) => {
    service.limits.reserve(configuration.functionName, undefined);
    return { statusCode: 204, body: '' };
  },
};

/** Answers a request in Lambda's REST-JSON protocol. */
export async function handleRequest(
  api: LambdaApi,
  request: IncomingMessage,
  requestId: string,
): Promise<ApiResponse> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [version = '', collection, encodedName = '', ...rest] = url.pathname
    .slice(1)
    .replace(/\/$/, '')
    .split('/');
  const name = decodeURIComponent(encodedName);
  const qualifier = url.searchParams.get('Qualifier');
  const reference = qualifier === null || name.endsWith(`:${qualifier}`) ? name : `${name}:${qualifier}`;
  const operation = [request.method, version, ...rest].join(' ');
  if (collection === 'account-settings' && operation === 'GET 2016-08-19') {
    return answer(await describeAccount(api.service));
  }
  if (collection !== 'functions') {
    return refuseOperation(request, url);
  }
  if (name === '') {
    return operation === 'GET 2015-03-31' ? listFunctions(api.service, url) : refuseOperation(request, url);
  }
  if (operation === 'POST 2015-03-31 invocations') {
    return invokeOperation(api.service, api.asyncInvocations, reference, request, requestId);
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

async function listFunctions(service: LambdaService, url: URL): Promise<ApiResponse> {
  const limit = Math.min(Number(url.searchParams.get('MaxItems') ?? 50), 50);
  if (!Number.isInteger(limit) || limit < 1) {
    return answerError(400, 'InvalidParameterValueException', `MaxItems is ${limit}; it must be 1 or more.`);
  }
  const after = url.searchParams.get('Marker') ?? '';
  const rest = service.list().filter(({ arn }) => arn > after);
  const page = rest.slice(0, limit);
  return answer({
    Functions: await Promise.all(page.map(describeFunction)),
    ...(rest.length > limit ? { NextMarker: page.at(-1)?.arn } : {}),
  });
}

function describeConcurrency(service: LambdaService, { configuration }: DeployedFunction): object {
  const reserved = service.limits.reservedBy(configuration.functionName);
  return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
}

async function putConcurrency(
  { service }: LambdaApi,
  deployed: DeployedFunction,
  request: IncomingMessage,
): Promise<ApiResponse> {
  const { ReservedConcurrentExecutions: reserved } = JSON.parse((await readBody(request, 1024)) || '{}');
  if (!Number.isInteger(reserved) || reserved < 0) {
    const message = `ReservedConcurrentExecutions is ${reserved}; it must be a whole number of at least 0.`;
    return answerError(400, 'InvalidParameterValueException', message);
  }
  if (!service.limits.reserve(deployed.configuration.functionName, reserved)) {
    return answerError(
      400,
      'InvalidParameterValueException',
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below " +
        `its minimum value of [${service.limits.minimumUnreserved}].`,
    );
  }
  return answer(describeConcurrency(service, deployed));
}
