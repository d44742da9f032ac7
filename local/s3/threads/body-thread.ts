import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { type Digests, RunningDigests } from '../checksums/digests.ts';
import type { Segment } from '../store/segments.ts';
import type { Answer, Message } from './messages.ts';

/** Bytes of a file read at once. */
const PIECE_BYTES = 512 * 1024;

/**
 * Runs in a thread of its own: writes bodies to their files and digests them, which take most of the processor's time of a
 * request. System calls block here, as nothing else waits for this thread.
 */
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
const bodies = new Map<number, { descriptor: number; digests: RunningDigests }>();
const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);

port.on('message', (message: Message) => {
  if (message.type === 'open') {
    const { body, descriptor, algorithm } = message;
    bodies.set(body, { descriptor, digests: new RunningDigests(algorithm) });
  } else if (message.type === 'abandon') {
    bodies.delete(message.body);
  } else {
    const answered = answer(message);
    port.postMessage(answered, 'memory' in answered ? [answered.memory] : []);
  }
});

function answer(message: Extract<Message, { type: 'write' | 'finish' | 'digest' }>): Answer {
  try {
    if (message.type === 'digest') {
      const running = new RunningDigests(message.algorithm);
      for (const segment of message.segments) digestSegment(segment, running);
      return { digests: running.finish() };
    }
    const body = bodies.get(message.body);
    if (body === undefined) throw new Error(`there is no open body ${message.body}`);
    if (message.type === 'finish') return { digests: finish(message.body, body.digests) };
    // While the bytes are still in this core's cache.
    const bytes = new Uint8Array(message.memory, 0, message.length);
    writeWhole(body.descriptor, bytes);
    body.digests.update(bytes);
    return { memory: message.memory };
  } catch (error) {
    return { error };
  }
}

function finish(body: number, digests: RunningDigests): Digests {
  bodies.delete(body);
  return digests.finish();
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

function digestSegment({ path, first, length }: Segment, running: RunningDigests): void {
  const descriptor = openSync(path, 'r');
  try {
    for (let at = 0; at < length; ) {
      const wanted = Math.min(piece.length, length - at);
      const read = readSync(descriptor, piece, 0, wanted, first + at);
      if (read === 0) throw new Error(`a stored file ended at byte ${first + at}`);
      running.update(piece.subarray(0, read));
      at += read;
    }
  } finally {
    closeSync(descriptor);
  }
}
