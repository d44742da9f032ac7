/** What the daemon sends to an execution environment over IPC: one invocation at a time. */
export interface InvokeMessage {
  requestId: string;
  functionArn: string;
  /** Epoch milliseconds at which the invocation times out. */
  deadline: number;
  /** JSON text of the event: it is parsed in the environment only. */
  payload: string;
  /** JSON text of the client context, as `X-Amz-Client-Context` carries it. */
  clientContext?: string | undefined;
}

/**
 * What an execution environment sends back. `error` is JSON text of `{ errorType, errorMessage, trace }`; `rss` is in
 * bytes; `ends` says that the process is about to exit.
 */
export type EnvironmentMessage =
  | { type: 'ready' }
  | { type: 'init-failed'; error: string }
  | { type: 'returned'; requestId: string; payload: string; rss: number }
  | { type: 'failed'; requestId: string; error: string; rss: number; ends: boolean };
