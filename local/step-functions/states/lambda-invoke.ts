import { randomUUID } from 'node:crypto';
import type { LambdaInvocation } from '../../ports.ts';
import { Document } from '../document.ts';
import type { Services } from '../execution/execution.ts';
import { StatesError } from '../execution/states-error.ts';
import { isObject, type Json, JsonDepthError, type JsonObject, parseJson } from '../json.ts';

/**
 * One synchronous invocation.
 * @throws StatesError as Step Functions reports a function that failed, or that Lambda did not run
 */
export async function invokeFunction(given: JsonObject, { lambda, clock }: Services): Promise<Document> {
  const { FunctionName, Qualifier, Payload } = given;
  const name = Qualifier === undefined ? String(FunctionName) : `${FunctionName}:${Qualifier}`;
  const invocation = await invoke(lambda, name, payloadText(Payload));
  if (invocation.outcome !== 'returned') throw toStatesError(invocation);
  return toResult(invocation.payload, clock.now());
}

/**
 * One synchronous invocation of a function that a Resource names itself: its payload is the result, null included.
 * @param payload JSON text
 * @throws StatesError as Step Functions reports a function that failed, or that Lambda did not run
 */
export async function runFunction(
  functionArn: string,
  payload: string,
  { lambda }: Services,
): Promise<Document> {
  const invocation = await invoke(lambda, functionArn, payload);
  if (invocation.outcome !== 'returned') throw toStatesError(invocation);
  const value = readPayload(invocation.payload);
  return typeof value === 'string' ? new Document(value) : new Document(value, invocation.payload || 'null');
}

/** An invoker that breaks instead of answering is what an SDK without connection is to Step Functions. */
async function invoke(
  lambda: Services['lambda'],
  functionName: string,
  payload: string,
): Promise<LambdaInvocation> {
  try {
    return await lambda.invoke(functionName, payload);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { outcome: 'refused', statusCode: 0, error: 'SdkClientException', message };
  }
}

/** Payload text that reaches the function: null and absent as `{}`, a string as it is, as recorded on AWS. */
function payloadText(payload: Json | undefined): string {
  if (payload === undefined || payload === null) return '{}';
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}

/** What Lambda's Invoke API gave back, as the result of `lambda:invoke`. */
function toResult(payload: string, now: number): Document {
  const requestId = randomUUID();
  const length = String(Buffer.byteLength(payload));
  const headers = {
    Connection: 'keep-alive',
    'Content-Length': length,
    'Content-Type': 'application/json',
    Date: new Date(now).toUTCString(),
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': requestId,
  };
  const allHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return new Document({
    ExecutedVersion: '$LATEST',
    Payload: readPayload(payload),
    SdkHttpMetadata: { AllHttpHeaders: allHeaders, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  });
}

/**
 * An invocation that didn't return, as Step Functions sees it: the function's own errorType with the payload as
 * cause, or `Lambda.<error>` with the service's sentence.
 */
function toStatesError(invocation: Exclude<LambdaInvocation, { outcome: 'returned' }>): StatesError {
  if (invocation.outcome === 'failed') {
    return new StatesError(readErrorType(invocation.payload), invocation.payload);
  }
  const { error, message, statusCode } = invocation;
  const detail = `(Service: AWSLambda; Status Code: ${statusCode}; Error Code: ${error}; Request ID: ${randomUUID()}; Proxy: null)`;
  return new StatesError(`Lambda.${error}`, `${message} ${detail}`);
}

/**
 * A function that returned nothing has the payload `null`; one that is no JSON stays a string.
 * @throws StatesError States.Runtime for one that nests too deep to be walked (an assumption, as the bound is)
 */
function readPayload(payload: string): Json {
  if (payload === '') return null;
  try {
    return parseJson(payload);
  } catch (thrown) {
    if (thrown instanceof JsonDepthError) throw new StatesError('States.Runtime', thrown.message);
    return payload;
  }
}

function readErrorType(payload: string): string {
  const value = readPayload(payload);
  const type = isObject(value) ? value.errorType : undefined;
  return typeof type === 'string' && type !== '' ? type : 'Lambda.Unknown';
}
