import type { ResourceKind } from './resource-kind.ts';

/**
 * AWS::Lambda::Version and AWS::Lambda::Alias. The local cloud has one version of each function, so that both stand for
 * the function itself.
 */
export const qualifiedFunction: ResourceKind = {
  identify(request) {
    const functionName = request.requiredText('FunctionName');
    const arn = functionName.startsWith('arn:')
      ? functionName
      : request.arn('lambda', `function:${functionName}`);
    const attributes = { AliasArn: arn, FunctionArn: arn, Version: '$LATEST' };
    return { ref: arn, attributes };
  },
  plan(request) {
    request.checkProperties({
      used: ['FunctionName', 'FunctionVersion', 'Name'],
      noEffect: ['CodeSha256', 'Description', 'ProvisionedConcurrencyConfig', 'RuntimePolicy'],
    });
    return [];
  },
};
