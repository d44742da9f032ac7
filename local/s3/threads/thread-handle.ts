import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Digests } from '../checksums/digests.ts';
import type { Answer, Message } from './messages.ts';

/** An answer that isn't an error. */
export type Success = Exclude<Answer, { error: unknown }>;

/** A thread from outside. It alone doesn't keep the process. */
export class ThreadHandle {
  /** Bodies and digests under way. */
  jobs = 0;
  readonly #worker: Worker;
  /** Whoever waits for an answer, in the order of the messages. */
  #waiting: PromiseWithResolvers<Success>[] = [];
  #failure: unknown;

  constructor() {
    // The same file, as source or compiled.
    this.#worker = new Worker(new URL(`body-thread${extname(import.meta.url)}`, import.meta.url));
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('a thread of the S3 server has ended')));
  }

  /** Whether it takes no more messages. */
  get ended(): boolean {
    return this.#failure !== undefined;
  }

  /** Sends a message that has no answer. */
  post(message: Message): void {
    if (!this.ended) this.#worker.postMessage(message);
  }

  /**
   * Sends a message and waits for its answer.
   * @throws what the thread failed with
   */
  async call(message: Message): Promise<Success> {
    if (this.ended) throw this.#failure;
    const answer = Promise.withResolvers<Success>();
    this.#waiting.push(answer);
    this.#worker.postMessage(message, 'memory' in message ? [message.memory] : []);
    return await answer.promise;
  }

  /**
   * Like {@link call}, of a message that is answered with digests.
   * @throws what the thread failed with
   */
  async callForDigests(message: Message): Promise<Digests> {
    const answer = await this.call(message);
    if ('digests' in answer) return answer.digests;
    throw new Error(`a thread gave no digests to "${message.type}"`);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.shift();
    if ('error' in answer) waiting?.reject(answer.error);
    else waiting?.resolve(answer);
  }

  #end(failure: unknown): void {
    this.#failure ??= failure;
    for (const waiting of this.#waiting) waiting.reject(failure);
    this.#waiting = [];
  }
}
