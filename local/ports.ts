/**
 * What the parts of the local cloud know of each other. Each part is a server on 127.0.0.1 that speaks AWS's own
 * protocol; these are the few in-process doors between them.
 */

/** Identity that every local ARN carries. Nothing of it exists on AWS. */
export interface LocalAccount {
  region: string;
  accountId: string;
}

/** A server of the local cloud, listening on 127.0.0.1. */
export interface LocalServer {
  /** Base address, as an `AWS_ENDPOINT_URL_*` variable takes it: `http://127.0.0.1:<port>`. */
  url: string;
  close(): Promise<void>;
}

/** What an invocation gave back, as Lambda's Invoke API does. */
export type LambdaInvocation =
  /** The handler returned: `payload` is its JSON. */
  | { outcome: 'returned'; payload: string }
  /** The handler threw, or its environment timed out or died: `payload` is `{ errorType, errorMessage, trace? }` as JSON. */
  | { outcome: 'failed'; functionError: 'Handled' | 'Unhandled'; payload: string }
  /** Not run at all: throttled, or no such function. `error` is the API's error name. */
  | {
      outcome: 'refused';
      statusCode: number;
      error: string;
      message: string;
      /** Lambda's ThrottleReason, where it was throttled. */
      reason?: string;
    };

/** The door from Step Functions, EventBridge and the control API into Lambda. */
export interface LambdaInvoker {
  /**
   * Invokes a function synchronously.
   * @param functionArn name, ARN, or ARN with a qualifier
   * @param payload JSON text of the event
   */
  invoke(functionArn: string, payload: string): Promise<LambdaInvocation>;
}

/** How a function is set up, in CloudFormation's terms. */
export interface FunctionConfiguration {
  functionName: string;
  /** Folder that holds the unpacked code. */
  codeDirectory: string;
  /** `<file without extension>.<export>`, such as `index.handler`. */
  handler: string;
  /** Seconds; Lambda's default is 3. */
  timeout: number;
  /** MiB; Lambda's default is 128. */
  memorySize: number;
  environment: Record<string, string>;
  /** Such as `nodejs22.x`; default `nodejs24.x`. All of them run on this process's own Node. */
  runtime?: string | undefined;
  /** Of the log: lines of text, or of JSON. Default: `Text`. */
  logFormat?: 'JSON' | 'Text' | undefined;
  /** Hard cap on environments at once; undefined means the account's. */
  reservedConcurrency?: number | undefined;
}

/** Detail of an EventBridge "Object Created" event, before its envelope. */
export interface ObjectCreated {
  bucket: string;
  key: string;
  size: number;
  etag: string;
  versionId?: string;
  sequencer: string;
  reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';
}

/** Detail of an EventBridge "Step Functions Execution Status Change" event. */
export interface ExecutionStatusChange {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  startDate: number;
  stopDate: number | null;
  input: string;
  output: string | null;
}
