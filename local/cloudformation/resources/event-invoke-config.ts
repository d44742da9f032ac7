import type { ResourceKind } from './resource-kind.ts';

/** Lambda tries a failed asynchronous invocation twice again, unless it is told otherwise. */
const defaultRetries = 2;

/** AWS::Lambda::EventInvokeConfig: how often a failed asynchronous invocation is tried again. */
export const eventInvokeConfig: ResourceKind = {
  identify(request) {
    return { ref: `${request.requiredText('FunctionName')}:${request.logicalId}`, attributes: {} };
  },
  plan(request) {
    request.checkProperties({ used: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts'], noEffect: [] });
    const qualifier = request.requiredText('Qualifier');
    if (qualifier !== '$LATEST')
      throw request.refuse(`Qualifier ${qualifier} is not supported, only $LATEST`);
    return [
      {
        kind: 'async-invocation',
        functionName: request.requiredText('FunctionName'),
        retries: request.number('MaximumRetryAttempts') ?? defaultRetries,
      },
    ];
  },
};
