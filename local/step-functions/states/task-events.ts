import type { TaskIntegration, TaskState } from '../definition/types.ts';
import type { Document } from '../document.ts';
import type { StatesError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import type { JsonObject } from '../json.ts';
import type { TaskLimits } from './task-limit.ts';

/** What the history tells of one attempt at a Task. */
export interface TaskEvents {
  started(request: Document, limits: TaskLimits): void;
  /** With a token: the call was answered, its holder is waited for. */
  submitted(answer: Document): void;
  succeeded(result: Document): void;
  failed(failure: StatesError): void;
  timedOut(): void;
}

/** A function that the Resource names itself has events of its own; all other calls share theirs. */
export function createTaskEvents(visit: Visit<TaskState>): TaskEvents {
  const { integration } = visit.state;
  return integration.kind === 'function'
    ? new FunctionEvents(visit, integration.functionArn)
    : new CallEvents(visit, nameCall(integration, visit.state.waitsForToken));
}

type CallIntegration = Exclude<TaskIntegration, { kind: 'function' }>;

function nameCall(integration: CallIntegration, waitsForToken: boolean): CallNames {
  const pattern = waitsForToken ? '.waitForTaskToken' : '';
  if (integration.kind === 'lambda') return { resourceType: 'lambda', resource: `invoke${pattern}` };
  const { service, action } = integration;
  return { resourceType: `aws-sdk:${service}`, resource: action + pattern };
}

/** How the history names what is called. */
interface CallNames {
  resourceType: string;
  resource: string;
}

class CallEvents implements TaskEvents {
  readonly #visit: Visit;
  readonly #names: CallNames;

  constructor(visit: Visit<TaskState>, names: CallNames) {
    this.#visit = visit;
    this.#names = names;
  }

  started(request: Document, limits: TaskLimits): void {
    this.#visit.record('TaskScheduled', () => ({
      taskScheduledEventDetails: {
        ...this.#names,
        region: this.#visit.services.account.region,
        parameters: request.text,
        ...limitsOf(limits),
      },
    }));
    this.#visit.record('TaskStarted', () => ({ taskStartedEventDetails: { ...this.#names } }));
  }

  submitted(answer: Document): void {
    const details = () => ({ taskSubmittedEventDetails: { ...this.#names, ...outputOf(answer) } });
    this.#visit.record('TaskSubmitted', details);
  }

  succeeded(result: Document): void {
    const details = () => ({ taskSucceededEventDetails: { ...this.#names, ...outputOf(result) } });
    this.#visit.record('TaskSucceeded', details);
  }

  failed(failure: StatesError): void {
    const details = () => ({ taskFailedEventDetails: { ...this.#names, ...errorOf(failure) } });
    this.#visit.record('TaskFailed', details);
  }

  timedOut(): void {
    const details = () => ({ taskTimedOutEventDetails: { ...this.#names, error: 'States.Timeout' } });
    this.#visit.record('TaskTimedOut', details);
  }
}

class FunctionEvents implements TaskEvents {
  readonly #visit: Visit;
  readonly #functionArn: string;

  constructor(visit: Visit<TaskState>, functionArn: string) {
    this.#visit = visit;
    this.#functionArn = functionArn;
  }

  started(request: Document, { timeoutSeconds }: TaskLimits): void {
    this.#visit.record('LambdaFunctionScheduled', () => ({
      lambdaFunctionScheduledEventDetails: {
        resource: this.#functionArn,
        input: request.text,
        inputDetails: { truncated: false },
        ...limitsOf({ timeoutSeconds, heartbeatSeconds: undefined }),
      },
    }));
    this.#visit.record('LambdaFunctionStarted');
  }

  submitted(): void {
    throw new Error('No token goes to a function that the Resource names itself');
  }

  succeeded(result: Document): void {
    const details = () => ({ lambdaFunctionSucceededEventDetails: outputOf(result) });
    this.#visit.record('LambdaFunctionSucceeded', details);
  }

  failed(failure: StatesError): void {
    const details = () => ({ lambdaFunctionFailedEventDetails: errorOf(failure) });
    this.#visit.record('LambdaFunctionFailed', details);
  }

  timedOut(): void {
    const details = () => ({ lambdaFunctionTimedOutEventDetails: { error: 'States.Timeout' } });
    this.#visit.record('LambdaFunctionTimedOut', details);
  }
}

function limitsOf({ timeoutSeconds, heartbeatSeconds }: TaskLimits): JsonObject {
  return {
    ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
  };
}

function outputOf(document: Document): JsonObject {
  return { output: document.text, outputDetails: { truncated: false } };
}

function errorOf({ error, causeText: cause }: StatesError): JsonObject {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
