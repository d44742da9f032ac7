import { FanfoldError, isFanfoldError } from '../../core/errors/fanfold-error.ts';
import type { AwsSettings } from '../aws/aws-settings.ts';
import { explainAwsError, mendCredentials } from '../aws/explain-aws-error.ts';
import type { ToolkitLibrary } from './load-toolkit.ts';
import type { DeploymentTale } from './toolkit-messages.ts';

/** Puts into a sentence why a stack was not deployed. */
export function explainDeployError(
  error: unknown,
  {
    ToolkitError,
    tale,
    settings,
  }: { ToolkitError: ToolkitLibrary['ToolkitError']; tale: DeploymentTale; settings: AwsSettings },
): unknown {
  if (isFanfoldError(error)) return error;
  if (ToolkitError.isAbortError(error))
    return new FanfoldError(
      'InvalidUsage',
      tale.unasked
        ? 'fanfold deploy: the stack changes rights (IAM), and there is no terminal to approve that on; look at it with --dry-run, then give --require-approval never'
        : 'fanfold deploy: the changes were not approved; nothing was deployed',
      { cause: error },
    );
  // The toolkit wraps what happened in errors that say during which step it did.
  const chain = causesOf(error);
  const unprepared = chain.find((each) => ToolkitError.isBootstrapError(each));
  if (unprepared !== undefined) {
    const { account, region } = unprepared.environment;
    return new FanfoldError(
      'NotBootstrapped',
      `the account ${account} is not bootstrapped for CDK in ${region}, or by too old a version; do it once: ${bootstrap(settings, `aws://${account}/${region}`)}`,
      { cause: error },
    );
  }
  // Of an account that was never bootstrapped the roles are missing, too, and may be noticed first.
  const unauthenticated = chain.find((each) => ToolkitError.isAuthenticationError(each));
  if (unauthenticated?.name === 'AssumeRoleFailed')
    return new FanfoldError(
      'NotBootstrapped',
      `the roles of CDK's bootstrap can't be assumed (${oneLine(unauthenticated.message)}); if the account is not bootstrapped, do it once: ${bootstrap(settings)}`,
      { cause: error },
    );
  if (unauthenticated !== undefined)
    return new FanfoldError(
      'NoCredentials',
      `there are no AWS credentials that can be used (${oneLine(unauthenticated.message)}); ${mendCredentials(settings)}`,
      { cause: error },
    );
  const explained = chain.map((each) => explainAwsError(each, settings)).find(isFanfoldError);
  if (explained !== undefined || !(error instanceof Error)) return explained ?? error;
  const why = tale.failures.length > 0 ? tale.failures.join('; ') : error.message;
  return new FanfoldError('DeploymentFailed', `the stack was not deployed: ${oneLine(why)}`, {
    cause: error,
  });
}

/** An error and what caused it, outermost first. */
function causesOf(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

function bootstrap({ profile, region }: AwsSettings, environment?: string): string {
  const words = ['npx cdk bootstrap'];
  if (environment !== undefined) words.push(environment);
  else if (region !== undefined) words.push(`aws://<account>/${region}`);
  if (profile !== undefined) words.push('--profile', profile);
  return words.join(' ');
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
