import type { IncomingMessage } from 'node:http';
import type { AsyncInvocations } from './async-invocations.ts';
import { type ApiResponse, answerError, readBody } from './http-message.ts';
import { refuseTooLarge } from './outcomes.ts';
import type { LambdaService } from './service.ts';

/** Lambda's limits of a payload, in bytes: an asynchronous one may have 1 MB. */
const MAX_PAYLOAD_BYTES: Record<string, number> = {
  RequestResponse: 6_291_456,
  Event: 1_048_576,
  DryRun: 6_291_456,
};

/** The Invoke operation: `RequestResponse`, `Event` and `DryRun`. */
export async function invokeOperation(
  service: LambdaService,
  asyncInvocations: AsyncInvocations,
  reference: string,
  request: IncomingMessage,
  requestId: string,
): Promise<ApiResponse> {
  const type = header(request, 'x-amz-invocation-type') ?? 'RequestResponse';
  const limit = MAX_PAYLOAD_BYTES[type];
  if (limit === undefined) {
    const allowed = Object.keys(MAX_PAYLOAD_BYTES).join(', ');
    return answerError(
      400,
      'InvalidParameterValueException',
      `InvocationType ${type} is not one of ${allowed}.`,
    );
  }
  const body = await readBody(request, limit);
  const found = service.find(reference);
  if ('outcome' in found) {
    return answerError(found.statusCode, found.error, found.message);
  }
  if (body === undefined) {
    const bytes = Number(header(request, 'content-length') ?? limit + 1);
    const refused = refuseTooLarge(bytes, type, limit);
    return answerError(refused.statusCode, refused.error, refused.message);
  }
  const payload = body === '' ? '{}' : body;
  const problem = findJsonProblem(payload);
  if (problem !== undefined) {
    return answerError(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${problem}`,
    );
  }
  const encodedContext = header(request, 'x-amz-client-context');
  const clientContext = encodedContext && Buffer.from(encodedContext, 'base64').toString('utf8');
  if (clientContext !== undefined && findJsonProblem(clientContext) !== undefined) {
    const message = 'Client context must be a valid Base64-encoded JSON object.';
    return answerError(400, 'InvalidRequestContentException', message);
  }
  if (type === 'DryRun') {
    return { statusCode: 204, body: '' };
  }
  if (type === 'Event') {
    asyncInvocations.accept({ functionName: found.arn, payload, requestId, clientContext });
    return { statusCode: 202, body: '' };
  }
  const logTail = header(request, 'x-amz-log-type') === 'Tail';
  const result = await service.invoke(found.arn, payload, { requestId, clientContext, logTail });
  if (result.outcome === 'refused') {
    return answerError(result.statusCode, result.error, result.message, result.reason);
  }
  return {
    statusCode: 200,
    headers: {
      'x-amz-executed-version': '$LATEST',
      ...(result.outcome === 'failed' ? { 'x-amz-function-error': result.functionError } : {}),
      ...(result.logTail === undefined ? {} : { 'x-amz-log-result': result.logTail.toString('base64') }),
    },
    body: result.payload,
  };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function findJsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return String(error);
  }
}
