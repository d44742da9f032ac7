import { S3Error } from './errors.ts';
import type { Operation, SharedContext } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import { assertUnderstood } from './protocol/request-headers.ts';
import type { S3Request } from './request.ts';
import type { S3Response } from './response.ts';

/**
 * Runs the operation that a request is.
 * @throws S3Error NotImplemented for any other operation, sub-resource or header that changes the meaning; AccessDenied
 * where the expected owner isn't the account
 */
export async function dispatch(request: S3Request, shared: SharedContext): Promise<S3Response> {
  const operation = findOperation(request);
  assertUnderstood(request, operation);
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    const owner = request.headers.get(name);
    if (owner !== undefined && owner !== shared.account.accountId) {
      throw new S3Error('AccessDenied', {
        message: `Access Denied: ${name} is ${owner}, the owner is ${shared.account.accountId}.`,
      });
    }
  }
  return await operation.handle({
    ...shared,
    request,
    bucketName: request.bucket ?? '',
    key: request.key ?? '',
  });
}

function findOperation(request: S3Request): Operation {
  const target = targetOf(request);
  const candidates = OPERATIONS.filter(
    (operation) => operation.method === request.method && operation.target === target,
  );
  // The more an operation requires, the more precisely it says what it is.
  const [found] = candidates
    .filter((operation) => fits(request, operation))
    .sort((a, b) => requirements(b) - requirements(a));
  if (found !== undefined) return found;
  const [query] = request.query.keys();
  throw new S3Error('NotImplemented', {
    message: `${request.method} on ${target}${query === undefined ? '' : ` with ?${query}`} is not supported; for ${request.method} there are ${candidates.map(({ name }) => name).join(', ') || 'none'}.`,
  });
}

function targetOf({ bucket, key }: S3Request): Operation['target'] {
  if (bucket === undefined) return 'service';
  return key === undefined ? 'bucket' : 'object';
}

function fits(request: S3Request, { requires = {} }: Operation): boolean {
  const { query = [], header } = requires;
  return (
    query.every((name) => request.query.has(name)) && (header === undefined || request.headers.has(header))
  );
}

function requirements({ requires = {} }: Operation): number {
  return (requires.query?.length ?? 0) + (requires.header === undefined ? 0 : 1);
}
