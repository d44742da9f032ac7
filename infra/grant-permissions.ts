import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type StepName, stepNames } from './bundling/bundle-functions.ts';
import { acknowledgeAll, acknowledgeWildcards } from './nag-suppressions.ts';
import {
  governPermissions,
  mergePermissions,
  type PipelineData,
  planMergePermissions,
  planPermissions,
  reportPermissions,
  sealPermissions,
  unitPermissions,
} from './permissions.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { denyToCode, type PipelineNetwork } from './pipeline-network.ts';
import type { PipelineStateMachine } from './pipeline-state-machine.ts';

/**
 * Gives each function of a run its rights. By policies beside the roles, not in them: a function waits for its role's own
 * policies, and those that name the state machine wait for all functions.
 */
export function grantPermissions(
  functions: Record<StepName, PipelineFunction>,
  data: PipelineData,
  machine: PipelineStateMachine,
  network: PipelineNetwork | undefined,
): void {
  const describeExecutions = new PolicyStatement({
    actions: ['states:DescribeExecution'],
    resources: [machine.executionsArn],
  });
  const statements: Record<StepName, PolicyStatement[]> = {
    plan: [...planPermissions(data), describeExecutions],
    unit: unitPermissions(data),
    govern: [
      ...governPermissions(data),
      new PolicyStatement({ actions: ['states:ListMapRuns'], resources: [machine.executionsArn] }),
      new PolicyStatement({
        actions: ['states:DescribeMapRun', 'states:UpdateMapRun'],
        resources: [machine.mapRunsArn],
      }),
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [functions.unit.handler.functionArn],
      }),
    ],
    'plan-merge': planMergePermissions(data),
    merge: mergePermissions(data),
    seal: sealPermissions(data),
    report: [...reportPermissions(data), describeExecutions],
  };
  for (const name of stepNames) {
    const { handler, role } = functions[name];
    const own = [...statements[name], ...(network === undefined ? [] : [denyToCode(handler.functionArn)])];
    const policy = new Policy(handler, 'Permissions', { roles: [role], statements: own });
    acknowledgeWildcards(policy, own, data.sourceBuckets);
    acknowledgeAll(role, network !== undefined);
  }
}
