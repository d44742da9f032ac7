import { randomBytes } from 'node:crypto';

/** How the holder of a task's token ended the task. */
export type TaskEnd =
  | { kind: 'succeeded'; output: string }
  | { kind: 'failed'; error: string | undefined; cause: string | undefined };

/** A task that waits for the holder of its token. */
export interface WaitingTask {
  token: string;
  /** Resolves when the holder says how the task ended. */
  ended: Promise<TaskEnd>;
  /** Ends the waiting; the token is of no use afterwards. */
  close(): void;
}

interface Waiting {
  end(end: TaskEnd): void;
  onHeartbeat: () => void;
}

/** What a token stands for: a task that waits, one that does no longer, or nothing that was ever given out. */
export type TokenState = 'waiting' | 'over' | 'unknown';

/** Tokens of tasks that wait to be ended from outside, by SendTaskSuccess and SendTaskFailure. */
export class TaskTokens {
  readonly #waiting = new Map<string, Waiting>();

  /** Gives out a token. @param onHeartbeat called for each SendTaskHeartbeat */
  open(onHeartbeat: () => void): WaitingTask {
    const token = `${TOKEN_START}${randomBytes(96).toString('base64')}`;
    const { promise, resolve } = Promise.withResolvers<TaskEnd>();
    this.#waiting.set(token, { end: resolve, onHeartbeat });
    return { token, ended: promise, close: () => this.#waiting.delete(token) };
  }

  state(token: string): TokenState {
    if (this.#waiting.has(token)) return 'waiting';
    return token.startsWith(TOKEN_START) && token.length === TOKEN_LENGTH ? 'over' : 'unknown';
  }

  /** Ends the task; the first end counts. */
  end(token: string, end: TaskEnd): void {
    this.#waiting.get(token)?.end(end);
    this.#waiting.delete(token);
  }

  heartbeat(token: string): void {
    this.#waiting.get(token)?.onHeartbeat();
  }
}

/** Tokens of tasks that are over aren't kept; their form tells them from what is no token. */
const TOKEN_START = 'AAAAKgAAAAIAAAAAAAAAA';
const TOKEN_LENGTH = TOKEN_START.length + 128;
