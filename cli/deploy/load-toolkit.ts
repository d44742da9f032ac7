import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/** The CDK toolkit library, as far as it is used. */
export type ToolkitLibrary = Pick<
  typeof import('@aws-cdk/toolkit-lib'),
  'BaseCredentials' | 'StackSelectionStrategy' | 'Toolkit' | 'ToolkitError'
>;

/**
 * Loads the CDK toolkit library, which is optional: with what it needs it takes some 100 MB on disk.
 * @param load imports it
 * @throws FanfoldError `ToolkitMissing` when it isn't installed
 */
export async function loadToolkit(
  load: () => Promise<ToolkitLibrary> = () => import('@aws-cdk/toolkit-lib'),
): Promise<ToolkitLibrary> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new FanfoldError(
      'ToolkitMissing',
      'fanfold deploy needs the CDK toolkit library, which is not installed; install it: npm install --save-dev @aws-cdk/toolkit-lib, or deploy by an app of your own with cdk deploy',
      { cause: error },
    );
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes('@aws-cdk/toolkit-lib')
  );
}
