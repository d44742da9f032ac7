import type { PlannedResource } from '../planned-resource.ts';
import type { ResourceRequest } from '../resource-request.ts';
import type { Identity } from '../stack-scope.ts';

/** How the local cloud treats the resources of one CloudFormation type. Pure: nothing is created here. */
export interface ResourceKind {
  identify(request: ResourceRequest): Identity;
  /** What is to be created; empty when the resource has no effect in the local cloud. */
  plan(request: ResourceRequest, identity: Identity): PlannedResource[];
}
