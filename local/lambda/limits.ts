import type { FunctionConfiguration } from '../ports.ts';
import type { ExecutionEnvironment } from './environment.ts';
import type { MemoryWatch } from './memory-watch.ts';

/** The limit that an invocation ran over. */
export type ExceededLimit = 'timeout' | 'out-of-memory';

/** Holds one invocation to its function's timeout and memory size, by killing its environment. */
export class InvocationLimits {
  /** Which limit was exceeded first. */
  exceeded: ExceededLimit | undefined;
  /** Largest memory seen, in bytes; 0 when the invocation ended before a sample was taken. */
  peak = 0;
  readonly #environment: ExecutionEnvironment;
  readonly #memory: MemoryWatch;
  #timer: NodeJS.Timeout | undefined;

  constructor(environment: ExecutionEnvironment, configuration: FunctionConfiguration, memory: MemoryWatch) {
    this.#environment = environment;
    this.#memory = memory;
    const limit = configuration.memorySize * 1024 ** 2;
    memory.watch(environment.group, (bytes) => {
      this.peak = Math.max(this.peak, bytes);
      if (bytes > limit) {
        this.#end('out-of-memory');
      }
    });
  }

  /** Gives the invocation this much time from now on. */
  allow(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end('timeout'), milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#memory.unwatch(this.#environment.group);
  }

  #end(limit: ExceededLimit): void {
    this.exceeded ??= limit;
    this.#environment.kill();
  }
}
