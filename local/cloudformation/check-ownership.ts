import { refuseAll } from '../../core/errors/problems.ts';
import type { LiveStack } from './live-stack.ts';
import type { StackPlan } from './plan-stack.ts';
import { identityOf } from './planned-resource.ts';

/**
 * Refuses a plan that names a resource of another stack, as CloudFormation does.
 * @throws FanfoldError `InvalidUsage` naming each
 */
export function checkOwnership(stackName: string, plan: StackPlan, stacks: Iterable<LiveStack>): void {
  const owners = new Map<string, string>();
  for (const { stored, plan: other } of stacks) {
    if (stored.stackName === stackName) continue;
    for (const resource of other.resources) owners.set(identityOf(resource), stored.stackName);
  }
  const problems = plan.resources
    // Any stack may switch on the events of a bucket.
    .filter((resource) => resource.kind !== 'bucket-events')
    .map(identityOf)
    .filter((identity) => owners.has(identity))
    .map((identity) => `the ${identity} belongs to the stack ${owners.get(identity)}`);
  if (problems.length > 0) {
    const what = `The stack ${stackName} can't be deployed to the local cloud, whose stacks are deleted with its state folder only`;
    throw refuseAll('InvalidUsage', what, problems);
  }
}
