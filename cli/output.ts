import type { WriteStream } from 'node:tty';
import type { Output } from './edge.ts';

/** Output to a stream of the process. A reader that went away (EPIPE, as `| head` does) is no error. */
export function createOutput(stream: WriteStream): Output {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  });
  return {
    write(text) {
      if (!gone) stream.write(text);
    },
    get terminal() {
      // Some terminals don't know their size and say 0.
      return stream.isTTY ? { columns: stream.columns || 80 } : undefined;
    },
  };
}
