import { randomUUID } from 'node:crypto';
import type { LambdaInvocation } from '../../ports.ts';
import { Document } from '../document.ts';
import { StatesError } from '../execution/states-error.ts';
import { isObject, type Json, JsonDepthError, parseJson } from '../json.ts';

/** Payload text that reaches the function: null and absent as `{}`, a string as it is, as recorded on AWS. */
export function payloadText(payload: Json | undefined): string {
  if (payload === undefined || payload === null) return '{}';
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}

/** What Lambda's Invoke API gave back, as the result of `lambda:invoke`. */
export function toResult(payload: string, now: number): Document {
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
export function toStatesError(invocation: Exclude<LambdaInvocation, { outcome: 'returned' }>): StatesError {
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
