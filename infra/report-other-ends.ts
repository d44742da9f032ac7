import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** What {@link reportOtherEnds} connects. */
export interface OtherEndsProps {
  /** Name of the task. */
  readonly task: string;
  readonly stateMachine: StateMachine;
  readonly report: LambdaFunction;
}

/**
 * Has the ends of runs reported that the Report state can't see: executions that fail, time out or are stopped. Step
 * Functions sends its events with best effort; one that Lambda can't take at once is offered again for 6 hours.
 */
export function reportOtherEnds(scope: Construct, { task, stateMachine, report }: OtherEndsProps): void {
  new Rule(scope, 'OtherEnds', {
    description: `fanfold ${task}: has runs reported that fail, time out or are stopped`,
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: {
        // Exact: children of a Distributed Map are executions of `<state machine>/<label>` with events of their own.
        stateMachineArn: [stateMachine.stateMachineArn],
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      },
    },
    targets: [new LambdaTarget(report, { maxEventAge: Duration.hours(6), retryAttempts: 20 })],
  });
}
