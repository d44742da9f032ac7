import type { LambdaInvoker, LocalAccount } from '../../ports.ts';
import type { StepFunctionsRates } from '../../rates/step-functions-rates.ts';
import type { SdkCaller } from '../aws-sdk/sdk-caller.ts';
import type { Document } from '../document.ts';
import type { JsonObject } from '../json.ts';
import type { MapRunStarter } from '../map-run/starter.ts';
import type { Breather } from './breather.ts';
import type { Cancellation } from './cancellation.ts';
import type { Clock } from './clock.ts';
import type { Recorder } from './history.ts';
import type { TaskTokens } from './task-tokens.ts';
import type { VariableBudget, VariableScope } from './variables.ts';
import type { Visit } from './visit.ts';

/** What every execution of the process shares. */
export interface Services {
  account: LocalAccount;
  clock: Clock;
  breather: Breather;
  lambda: LambdaInvoker;
  sdk: SdkCaller;
  tokens: TaskTokens;
  /** Names of machines that are deleted once their executions have ended. */
  deletedMachines: ReadonlySet<string>;
  mapRuns: MapRunStarter;
  /** AWS's rates; undefined: none are applied. */
  rates?: StepFunctionsRates | undefined;
}

/** The machine that an execution belongs to; for a Map Run's child the one with the label. */
export interface ExecutionMachine {
  arn: string;
  /** Name without label. */
  name: string;
  roleArn: string;
}

/** One execution while it runs, be it of the top level or a Map Run's child. */
export interface Execution {
  arn: string;
  name: string;
  machine: ExecutionMachine;
  input: Document;
  /** Milliseconds since the epoch. */
  startDate: number;
  /** How often it was redriven, this time included. */
  redriveCount: number;
  /** Milliseconds since the epoch; undefined for one that was not redriven, and for a Map Run's EXPRESS child. */
  redriveDate: number | undefined;
  recorder: Recorder;
  budget: VariableBudget;
  services: Services;
}

/** One line of control through a graph: the execution itself, a Parallel branch or a Map iteration. */
export interface Thread {
  execution: Execution;
  scope: VariableScope;
  cancellation: Cancellation;
  /** The last event of this line, to which the next one refers. */
  previousEventId: number;
  /** Where it stands; undefined before its first state. */
  at: Whereabouts | undefined;
  /** Inside an INLINE Map's iteration: `$states.context.Map`. */
  map: JsonObject | undefined;
}

/** The state that a line of control has come to. */
export interface Whereabouts {
  state: string;
  input: Document;
  /** undefined until the state is entered. */
  visit: Visit | undefined;
}

/** `$states.context` without State and Map. */
export function executionContext(execution: Execution): JsonObject {
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input.value,
      StartTime: new Date(execution.startDate).toISOString(),
      Name: execution.name,
      RoleArn: execution.machine.roleArn,
      RedriveCount: execution.redriveCount,
      ...(execution.redriveDate === undefined
        ? {}
        : { RedriveTime: new Date(execution.redriveDate).toISOString() }),
    },
    StateMachine: { Id: execution.machine.arn, Name: execution.machine.name },
  };
}
