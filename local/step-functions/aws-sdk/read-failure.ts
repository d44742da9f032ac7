import { randomUUID } from 'node:crypto';
import { StatesError } from '../execution/states-error.ts';

/** What an error of the SDK says of itself. */
interface ServiceFault {
  name: string;
  message: string;
  $metadata: { httpStatusCode?: number; requestId?: string; extendedRequestId?: string };
}

/** Names by which the SDK for Java translates the empty answers to HEAD requests (its ExceptionTranslationInterceptor). */
const HEAD_NOT_FOUND: Readonly<Record<string, string>> = {
  headBucket: 'NoSuchBucket',
  headObject: 'NoSuchKey',
};

/**
 * A failed call as Step Functions reports it: `<service>.<error>Exception`, also where the service's own name doesn't end
 * so, and `<service>.<service>Exception` for an error that the service's API doesn't list.
 *
 * Known from: Step Functions Developer Guide, "Learning to use AWS service SDK integrations"; causes, and
 * `S3.S3Exception`, as recorded on AWS (github.com/radkawar/stackd, sdk_requests.json).
 * @param service Step Functions' name for it, such as `DynamoDb`
 * @param action such as `getObject`
 * @param isListed whether an error is one of those that the service's API lists
 */
export function readFailure(
  thrown: unknown,
  service: string,
  action: string,
  isListed: (thrown: unknown) => boolean,
): StatesError {
  if (thrown instanceof StatesError) return thrown;
  if (!isServiceFault(thrown)) {
    // Nobody answered.
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new StatesError(`${service}.SdkClientException`, message);
  }
  const { httpStatusCode = 0, requestId = randomUUID(), extendedRequestId } = thrown.$metadata;
  const code = (thrown.name === 'NotFound' && HEAD_NOT_FOUND[action]) || thrown.name;
  const listed = code !== thrown.name || isListed(thrown);
  const name = listed ? code.replace(/Exception$/, '') : service;
  const extended = extendedRequestId === undefined ? '' : `, Extended Request ID: ${extendedRequestId}`;
  const place = `Service: ${service}, Status Code: ${httpStatusCode}, Request ID: ${requestId}${extended}`;
  return new StatesError(
    `${service}.${name}Exception`,
    `${thrown.message} (${place}) (SDK Attempt Count: 1)`,
  );
}

function isServiceFault(thrown: unknown): thrown is ServiceFault {
  if (!(thrown instanceof Error) || !('$metadata' in thrown)) return false;
  const metadata = thrown.$metadata;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
}
