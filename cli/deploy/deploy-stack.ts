import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { explainDeployError } from './explain-deploy-error.ts';
import { loadToolkit, type ToolkitLibrary } from './load-toolkit.ts';
import type { DeployedStack, StackDeployment } from './stack-deployment.ts';
import { createIoHost } from './toolkit-messages.ts';

/**
 * Deploys the stack of a cloud assembly to AWS by the CDK toolkit library, as `cdk deploy` does.
 *
 * @param library gives the toolkit library; default: it is imported
 * @throws FanfoldError `ToolkitMissing`, `NoCredentials`, `NotBootstrapped`, `DeploymentFailed`; `InvalidUsage` when changes
 * were not approved
 */
export async function deployStack(
  deployment: StackDeployment,
  library: () => Promise<ToolkitLibrary> = loadToolkit,
): Promise<DeployedStack> {
  const { BaseCredentials, StackSelectionStrategy, Toolkit, ToolkitError } = await library();
  const { profile, region } = deployment.settings;
  const { ioHost, tale } = createIoHost(deployment);
  const toolkit = new Toolkit({
    ioHost,
    color: false,
    emojis: false,
    sdkConfig: {
      baseCredentials: BaseCredentials.awsCliCompatible({
        ...(profile !== undefined && { profile }),
        ...(region !== undefined && { defaultRegion: region }),
      }),
    },
  });
  try {
    const source = await toolkit.fromAssemblyDirectory(deployment.assembly);
    const { stacks } = await toolkit.deploy(source, {
      stacks: { strategy: StackSelectionStrategy.ONLY_SINGLE },
    });
    const [stack] = stacks;
    if (stack === undefined)
      throw new FanfoldError('DeploymentFailed', `there is no stack in ${deployment.assembly}`);
    const { stackName: name, stackArn: arn, environment, outputs } = stack;
    return { name, arn, ...environment, outputs, unchanged: tale.unchanged };
  } catch (error) {
    throw explainDeployError(error, { ToolkitError, tale, settings: deployment.settings });
  }
}
