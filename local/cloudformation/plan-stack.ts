import { refuseAll } from '../../core/errors/problems.ts';
import { customResourceProviders } from './custom-resources.ts';
import { asText, resolve } from './intrinsics.ts';
import { orderByDependencies } from './order.ts';
import type { PlannedResource } from './planned-resource.ts';
import { referencesIn } from './references.ts';
import { ProblemList, refuse } from './refusal.ts';
import { ResourceRequest } from './resource-request.ts';
import { kindOf } from './resources/kinds.ts';
import { noEffect } from './resources/no-effect.ts';
import type { ResourceKind } from './resources/resource-kind.ts';
import { createScope, type Identity, type StackContext } from './stack-scope.ts';

/** What a template comes to in the local cloud. */
export interface StackPlan {
  /** In the order of their dependencies. */
  resources: PlannedResource[];
  outputs: Record<string, string>;
  /** Outputs by the names under which other stacks import them. */
  exports: Record<string, string>;
  /** What the local cloud leaves out, in sentences. */
  notes: string[];
}

interface KnownResource {
  kind: ResourceKind;
  request: ResourceRequest;
  identity?: Identity;
}

/**
 * Resolves a stack's template. Pure: physical names and ARNs follow from the stack's name, so that nothing has to exist yet,
 * and a template that can't run here is refused before anything is created.
 * @throws FanfoldError `InvalidUsage` with every problem of the template
 */
export function planStack(context: StackContext): StackPlan {
  const { template, stackName } = context;
  const problems = new ProblemList();
  if (template.Transform !== undefined) problems.add('Transform: the local cloud runs no macros.');
  const known = new Map<string, KnownResource>();
  const scope = createScope(context, (logicalId) => {
    const resource = known.get(logicalId);
    if (resource === undefined)
      throw refuse(`The template has no resource or parameter ${logicalId} to refer to.`);
    resource.identity ??= resource.kind.identify(resource.request);
    return resource.identity;
  });
  const isPresent = (condition: string | undefined) =>
    condition === undefined || (problems.attempt(() => scope.condition(condition)) ?? false);

  const providers = customResourceProviders(template);
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (!isPresent(resource.Condition)) continue;
    const kind = providers.has(logicalId)
      ? noEffect
      : problems.attempt(() => kindOf(resource.Type, logicalId));
    if (kind === undefined) continue;
    const request = new ResourceRequest(
      { logicalId, type: resource.Type, properties: resource.Properties },
      context,
      scope,
    );
    known.set(logicalId, { kind, request });
  }
  throwProblems(stackName, problems);

  const order = orderByDependencies([...known.keys()], (logicalId) => {
    const resource = template.Resources[logicalId];
    return resource === undefined ? [] : [...resource.DependsOn, ...referencesIn(resource.Properties)];
  });
  const plan: StackPlan = { resources: [], outputs: {}, exports: {}, notes: [] };
  for (const logicalId of order) {
    const resource = known.get(logicalId);
    if (resource === undefined) continue;
    const { kind, request } = resource;
    const planned = problems.attempt(() => kind.plan(request, resource.identity ?? kind.identify(request)));
    plan.resources.push(...(planned ?? []));
    plan.notes.push(...request.notes);
  }
  for (const [name, output] of Object.entries(template.Outputs)) {
    if (!isPresent(output.Condition)) continue;
    problems.attempt(() => {
      const value = asText(resolve(output.Value, scope), `The output ${name}`);
      plan.outputs[name] = value;
      if (output.Export === undefined) return;
      plan.exports[asText(resolve(output.Export.Name, scope), `The export name of ${name}`)] = value;
    });
  }
  throwProblems(stackName, problems);
  return plan;
}

function throwProblems(stackName: string, problems: ProblemList): void {
  if (problems.all.length === 0) return;
  throw refuseAll(
    'InvalidUsage',
    `The stack ${stackName} can't be deployed to the local cloud`,
    problems.all,
  );
}
