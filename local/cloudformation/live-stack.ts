import type { StackPlan } from './plan-stack.ts';
import { identityOf, type PlannedResource } from './planned-resource.ts';
import type { StoredStack } from './state/stack-store.ts';

/** A deployed stack, as its users see it. */
export interface DeployedStack {
  name: string;
  outputs: Record<string, string>;
  /** Values of the stack's SSM parameters, by name. */
  parameters: Record<string, string>;
  /** What of the template has no effect in the local cloud and might be missed, in sentences. */
  notes: string[];
}

/** A stack that is in place. */
export interface LiveStack {
  stored: StoredStack;
  plan: StackPlan;
}

export function describeStack({ stored, plan }: LiveStack): DeployedStack {
  return {
    name: stored.stackName,
    outputs: plan.outputs,
    parameters: Object.fromEntries(parametersOf(plan)),
    notes: plan.notes,
  };
}

/** Names and values of a stack's SSM parameters. */
export function parametersOf(plan: StackPlan): [string, string][] {
  return plan.resources.flatMap((resource): [string, string][] =>
    resource.kind === 'parameter' ? [[resource.name, resource.value]] : [],
  );
}

/** Resources that an update takes away: those of the old plan that the new one does not name. */
export function droppedResources(old: StackPlan | undefined, next: StackPlan): PlannedResource[] {
  const kept = new Set(next.resources.map(identityOf));
  return (old?.resources ?? []).filter((resource) => !kept.has(identityOf(resource)));
}
