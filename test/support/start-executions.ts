import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';

interface Execution {
  executionArn: string;
  name: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  startDate: number;
  stopDate?: number;
  error?: string;
  cause?: string;
}

/** Executions that nobody executes, and an account's Lambda limit: all that the functions ask those services for. */
export type Executions = Awaited<ReturnType<typeof startExecutions>>;

/**
 * Answers what the functions ask Step Functions and Lambda for, on 127.0.0.1, so that they use the real clients: nothing is
 * executed, but asked changes and invocations are kept.
 */
export async function startExecutions() {
  const executions = new Map<string, Execution>();
  /** FanOut's, whatever the execution. */
  const mapRun = {
    arn: 'arn:aws:states:us-east-1:000000000000:mapRun:lines/FanOut:1',
    status: 'RUNNING',
    /** What UpdateMapRun was asked to set, in order. */
    limits: [] as number[],
  };
  /** Payloads of asynchronous invocations, in order. */
  const invocations: unknown[] = [];
  const answer = (operation: string, body: string): [status: number, answer: unknown] => {
    if (operation.endsWith('.ListMapRuns')) return [200, { mapRuns: [{ mapRunArn: mapRun.arn }] }];
    if (operation.endsWith('.DescribeMapRun')) return [200, { status: mapRun.status }];
    if (operation.endsWith('.UpdateMapRun')) {
      mapRun.limits.push(JSON.parse(body).maxConcurrency);
      return [200, {}];
    }
    if (!operation.endsWith('.DescribeExecution'))
      return [200, { AccountLimit: { UnreservedConcurrentExecutions: 14 } }];
    const execution = executions.get(JSON.parse(body).executionArn);
    return execution === undefined ? [400, { __type: 'ExecutionDoesNotExist' }] : [200, execution];
  };
  const server = createServer(async (request, response) => {
    const asked = await text(request);
    if (request.url?.endsWith('/invocations')) {
      invocations.push(JSON.parse(asked));
      response.writeHead(202).end();
      return;
    }
    const [status, body] = answer(String(request.headers['x-amz-target']), asked);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const client = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  return {
    sfn: new SFNClient(client),
    lambda: new LambdaClient(client),
    mapRun,
    invocations,
    /** An execution that is running from now on. */
    start(name: string): { arn: string; name: string } {
      const arn = `arn:aws:states:us-east-1:000000000000:execution:lines:${name}`;
      executions.set(arn, { executionArn: arn, name, status: 'RUNNING', startDate: Date.now() / 1000 });
      return { arn, name };
    },
    end(arn: string, end: Pick<Execution, 'status' | 'error' | 'cause'>): void {
      const execution = executions.get(arn);
      if (execution !== undefined) executions.set(arn, { ...execution, ...end, stopDate: Date.now() / 1000 });
    },
    async close(): Promise<void> {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
