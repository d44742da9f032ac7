import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import type { AwsSettings } from './aws-settings.ts';

/** Names of errors of the SDK's credential providers: it has none, or can't get any. */
const missing = new Set(['CredentialsProviderError', 'TokenProviderError']);

/** Names under which services say that they don't take the credentials. */
const refused = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** What to do about credentials, as the end of a sentence. */
export function mendCredentials({ profile }: Pick<AwsSettings, 'profile'>): string {
  return profile === undefined
    ? 'log in with `aws sso login` or `aws configure`, or name another profile: --profile <name>'
    : `log in again with \`aws sso login --profile ${profile}\`, or name another profile`;
}

/** Puts trouble with credentials and regions into a sentence; gives back any other error as it is. */
export function explainAwsError(error: unknown, settings: Pick<AwsSettings, 'profile'>): unknown {
  if (!(error instanceof Error)) return error;
  const of = settings.profile === undefined ? '' : ` for the profile ${settings.profile}`;
  if (missing.has(error.name))
    return new FanfoldError(
      'NoCredentials',
      `there are no AWS credentials${of} (${error.message}); ${mendCredentials(settings)}`,
      { cause: error },
    );
  if (refused.has(error.name))
    return new FanfoldError(
      'NoCredentials',
      `AWS refused the credentials${of} (${error.name}: ${error.message}); ${mendCredentials(settings)}`,
      { cause: error },
    );
  // The SDK's own error has no name to tell it by.
  if (error.message === 'Region is missing')
    return new FanfoldError(
      'InvalidUsage',
      `no AWS region is configured${of}; give one: --region <region>, or set AWS_REGION`,
      { cause: error },
    );
  return error;
}
