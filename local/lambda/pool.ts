import type { FunctionConfiguration } from '../ports.ts';
import { type EnvironmentHost, ExecutionEnvironment } from './environment.ts';
import { type InvocationRequest, type InvocationResult, runInvocation } from './invocation.ts';

/** The execution environments of one function as it was configured once. */
export class EnvironmentPool {
  readonly #configuration: FunctionConfiguration;
  readonly #host: EnvironmentHost;
  readonly #idleMs: number;
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #running = new Set<ExecutionEnvironment>();
  /** Most recently used last, each with the timer that ends it. */
  readonly #idle: { environment: ExecutionEnvironment; timer: NodeJS.Timeout }[] = [];
  #retired = false;

  /** @param idleSeconds how long an environment stays without an invocation */
  constructor(configuration: FunctionConfiguration, host: EnvironmentHost, idleSeconds: number) {
    this.#configuration = configuration;
    this.#host = host;
    this.#idleMs = idleSeconds * 1000;
  }

  /** Runs an invocation in the environment used last, or in a new one when all are busy. */
  async run(request: InvocationRequest): Promise<InvocationResult> {
    const environment = this.#takeIdle() ?? this.#start();
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
    for (const { environment, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      environment.kill();
    }
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

  #takeIdle(): ExecutionEnvironment | undefined {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop()) {
      clearTimeout(last.timer);
      if (last.environment.alive) {
        return last.environment;
      }
    }
    return undefined;
  }

  #putBack(environment: ExecutionEnvironment): void {
    if (this.#retired || !environment.alive) {
      environment.kill();
      void environment.ended.then(() => environment.log.close());
      return;
    }
    const idle = { environment, timer: setTimeout(() => this.#endIdle(environment), this.#idleMs) };
    idle.timer.unref();
    this.#idle.push(idle);
  }

  #endIdle(environment: ExecutionEnvironment): void {
    const index = this.#idle.findIndex((idle) => idle.environment === environment);
    if (index >= 0) {
      this.#idle.splice(index, 1);
      environment.kill();
    }
  }
}
