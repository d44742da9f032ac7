import type { Edge } from '../edge.ts';
import type { RunView } from '../progress/run-view.ts';
import { synthesize } from '../run/deploy-task.ts';
import type { DeployRequest } from './check-deploy.ts';
import { type AssemblyContents, readAssembly } from './read-assembly.ts';
import type { DeployedStack } from './stack-deployment.ts';

/** What came of a deployment. */
export interface Deployment {
  task: string;
  assembly: string;
  contents: AssemblyContents;
  /** Undefined after a dry run. */
  deployed: DeployedStack | undefined;
}

/**
 * Does a checked deployment: synthesize, as the local cloud does, and deploy.
 * @throws FanfoldError as `deployStack` does; `InvalidTask`
 */
export async function executeDeploy(request: DeployRequest, edge: Edge, view: RunView): Promise<Deployment> {
  const { parts, interrupt, confirm } = edge;
  const { task, stateDir, overrides, stackName, settings, approval } = request;
  view.phase('preparing the task');
  const { assembly, description } = await synthesize({ task, stateDir, overrides, stackName }, parts);
  interrupt.throwIfAborted();
  const made = { task: description.settings.name, assembly, contents: await readAssembly(assembly) };
  if (request.dryRun) return { ...made, deployed: undefined };
  view.phase('loading the CDK toolkit');
  // CloudFormation can't be called off from here, and what it has begun it ends or rolls back by itself.
  const sayGoesOn = (): void =>
    view.note('CloudFormation ends by itself what it has begun; Ctrl-C again leaves it to that');
  interrupt.addEventListener('abort', sayGoesOn, { once: true });
  try {
    const ask = confirm === undefined ? undefined : askBelow(view, confirm);
    return {
      ...made,
      deployed: await parts.deployStack({ assembly, settings, approval, confirm: ask, view }),
    };
  } finally {
    interrupt.removeEventListener('abort', sayGoesOn);
  }
}

/** A question stands below what was told so far, not in the line that is drawn over. */
function askBelow(
  view: RunView,
  confirm: (question: string) => Promise<boolean>,
): (question: string) => Promise<boolean> {
  return (question) => {
    view.close();
    return confirm(question);
  };
}
