import { availableParallelism } from 'node:os';
import type { ChecksumAlgorithm } from '../checksums/algorithms.ts';
import type { Digests } from '../checksums/digests.ts';
import type { Segment } from '../store/segments.ts';
import { BodyBuffers } from './body-buffers.ts';
import { BodyWriter } from './body-writer.ts';
import { ThreadHandle } from './thread-handle.ts';

/** More threads than this have nothing to do: the thread that serves requests can't feed them. */
const MAXIMUM_THREADS = 4;

/**
 * Threads that write and digest large bodies, so that the one that serves requests is free for others. They start when the
 * first large body comes.
 */
export class BodyThreads {
  readonly #buffers = new BodyBuffers();
  readonly #maximum = Math.min(MAXIMUM_THREADS, availableParallelism());
  #threads: ThreadHandle[] = [];
  #bodies = 0;

  /**
   * Starts a body that is appended to an open file.
   * @param descriptor stays open until the body is finished or abandoned
   */
  openBody(descriptor: number, algorithm: ChecksumAlgorithm): BodyWriter {
    return new BodyWriter(this.#leastBusy(), this.#buffers, ++this.#bodies, descriptor, algorithm);
  }

  /** Digests bytes that are in files. */
  async digest(segments: readonly Segment[], algorithm: ChecksumAlgorithm): Promise<Digests> {
    const thread = this.#leastBusy();
    thread.jobs++;
    try {
      return await thread.callForDigests({ type: 'digest', segments, algorithm });
    } finally {
      thread.jobs--;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #leastBusy(): ThreadHandle {
    this.#threads = this.#threads.filter(({ ended }) => !ended);
    const idle = this.#threads.find(({ jobs }) => jobs === 0);
    if (idle !== undefined) return idle;
    if (this.#threads.length < this.#maximum) {
      const thread = new ThreadHandle();
      this.#threads.push(thread);
      return thread;
    }
    return this.#threads.reduce((a, b) => (b.jobs < a.jobs ? b : a));
  }
}
