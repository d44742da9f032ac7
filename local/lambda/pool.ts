import type { FunctionConfiguration } from '../ports.ts';
import { type EnvironmentHost, ExecutionEnvironment } from './environment.ts';
import type { IdleEnvironments } from './idle-environments.ts';
import { type InvocationRequest, type InvocationResult, runInvocation } from './invocation.ts';

/** The execution environments of one function as it was configured once. */
export class EnvironmentPool {
  readonly #configuration: FunctionConfiguration;
  readonly #host: EnvironmentHost;
  readonly #idle: IdleEnvironments;
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #running = new Set<ExecutionEnvironment>();
  #retired = false;

  /** @param idle where environments of all functions wait for their next invocation */
  constructor(configuration: FunctionConfiguration, host: EnvironmentHost, idle: IdleEnvironments) {
    this.#configuration = configuration;
    this.#host = host;
    this.#idle = idle;
  }

  /** Whether an environment is idle, so that the next invocation needs no new one. */
  get warm(): boolean {
    return this.#idle.has(this);
  }

  /** Runs an invocation in the environment used last, or in a new one when all are busy. */
  async run(request: InvocationRequest): Promise<InvocationResult> {
    const environment = this.#idle.take(this) ?? this.#start();
    this.#running.add(environment);
    try {
      return await runInvocation(environment, this.#configuration, request, this.#host.memory);
    } finally {
      this.#running.delete(environment);
      this.#putBack(environment);
    }
  }

  /** Ends idle environments now and busy ones after their invocation: the function was replaced. */
  retire(): void {
    this.#retired = true;
    this.#idle.endAll(this);
  }

  /** Ends all environments, also in mid-invocation. */
  async close(): Promise<void> {
    this.retire();
    const environments = [...this.#environments];
    for (const environment of environments) {
      environment.kill();
    }
    await Promise.all(environments.map((environment) => environment.ended));
  }

  #start(): ExecutionEnvironment {
    this.#idle.makeRoom(this);
    const environment = new ExecutionEnvironment(this.#configuration, this.#host);
    this.#environments.add(environment);
    void environment.ended.then(() => {
      this.#environments.delete(environment);
      if (!this.#running.has(environment)) {
        environment.log.close();
      }
    });
    return environment;
  }

  #putBack(environment: ExecutionEnvironment): void {
    if (this.#retired || !environment.alive) {
      environment.kill();
      void environment.ended.then(() => environment.log.close());
      return;
    }
    this.#idle.put(this, environment);
  }
}
