import type { ChecksumAlgorithm } from '../checksums/algorithms.ts';
import type { Digests } from '../checksums/digests.ts';
import type { Segment } from '../store/segments.ts';

/**
 * What a thread is asked for. It takes one message after the other and answers each, in that order, but for `open` and
 * `abandon`.
 */
export type Message =
  /** A body will come, to be appended to an open file. */
  | { type: 'open'; body: number; descriptor: number; algorithm: ChecksumAlgorithm }
  /** Next bytes of a body. Their memory is handed over, and back with the answer. */
  | { type: 'write'; body: number; memory: ArrayBuffer; length: number }
  /** The body is whole: tell its digests. */
  | { type: 'finish'; body: number }
  /** Forget the body. */
  | { type: 'abandon'; body: number }
  /** Digest bytes that are in files. */
  | { type: 'digest'; segments: readonly Segment[]; algorithm: ChecksumAlgorithm };

/** A thread's answer: digests where they were asked for, memory that was handed over, or why it failed. */
export type Answer = { digests: Digests } | { memory: ArrayBuffer } | { error: unknown };
