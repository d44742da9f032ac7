import { ArnFormat, Fn, Names, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeAll, acknowledgeWildcards } from './nag-suppressions.ts';
import { mapPermissions, type PipelineData } from './permissions.ts';
import type { StorageProps } from './pipeline-storage.ts';
import { type DefinitionSubstitutions, definitionFile, findMismatches } from './state-machine-definition.ts';

/** Properties of a {@link PipelineStateMachine}. */
export interface PipelineStateMachineProps extends StorageProps {
  readonly data: PipelineData;
  readonly substitutions: DefinitionSubstitutions;
  readonly logExecutionData: boolean;
}

/** The state machine of `state-machines/fan-out-fan-in.asl.json` with its role and log group. */
export class PipelineStateMachine extends Construct {
  readonly stateMachine: StateMachine;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: PipelineStateMachineProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromFile(definitionFile()),
      definitionSubstitutions: props.substitutions,
      role: this.role,
      logs: {
        destination: this.createLogGroup(props),
        level: LogLevel.ALL,
        includeExecutionData: props.logExecutionData,
      },
      tracingEnabled: true,
    });
    this.node.addValidation({ validate: () => findMismatches(definitionFile(), props.substitutions) });
    this.grantPermissions(props);
  }

  /** ARN pattern of the state machine's own executions. */
  get executionsArn(): string {
    return this.executionsOf(this.stateMachine.stateMachineName);
  }

  /** ARN pattern of FanOut's map runs. */
  get mapRunsArn(): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'mapRun',
      resourceName: `${this.stateMachine.stateMachineName}/FanOut:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /**
   * Below /aws/vendedlogs/ log delivery needs no entry of its own in the account's resource policy, which holds 5,120
   * characters. The stack's id in the name lets a stack be made anew while the old logs are retained.
   */
  private createLogGroup({ logRetention, removalPolicy, encryptionKey }: StorageProps): LogGroup {
    const name = Names.uniqueResourceName(this, { maxLength: 80 });
    const stackId = Fn.select(2, Fn.split('/', Stack.of(this).stackId));
    return new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${name}-${stackId}`,
      retention: logRetention,
      removalPolicy,
      ...(encryptionKey !== undefined && { encryptionKey }),
    });
  }

  /**
   * A policy beside the role, not in it: the state machine waits for its role's own policies, and they couldn't name
   * the state machine before it exists.
   */
  private grantPermissions({ data, substitutions }: PipelineStateMachineProps): void {
    const { ChildType: _, ...functionArns } = substitutions;
    const { stateMachineArn, stateMachineName } = this.stateMachine;
    // Children of a Distributed Map are executions of `<state machine>/<label>`.
    const children = ['FanOut', 'Merge'].map((label) => this.executionsOf(`${stateMachineName}/${label}`));
    const statements = [
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: Object.values(functionArns),
      }),
      ...mapPermissions(data),
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
      // AWS's guide names the state machine's executions, recordings of AWS those of its map.
      new PolicyStatement({
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [this.executionsArn, ...children],
      }),
      new PolicyStatement({ actions: ['states:RedriveExecution'], resources: children }),
    ];
    acknowledgeWildcards(new Policy(this, 'Permissions', { roles: [this.role], statements }), statements);
    acknowledgeAll(this.role, false);
  }

  private executionsOf(stateMachineName: string): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
