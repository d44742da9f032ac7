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

/** Answers DescribeExecution and GetAccountSettings on 127.0.0.1, so that the functions use the real clients. */
export async function startExecutions() {
  const executions = new Map<string, Execution>();
  const answer = (operation: string, body: string): [status: number, answer: unknown] => {
    if (!operation.endsWith('.DescribeExecution'))
      return [200, { AccountLimit: { UnreservedConcurrentExecutions: 14 } }];
    const execution = executions.get(JSON.parse(body).executionArn);
    return execution === undefined ? [400, { __type: 'ExecutionDoesNotExist' }] : [200, execution];
  };
  const server = createServer(async (request, response) => {
    const [status, body] = answer(String(request.headers['x-amz-target']), await text(request));
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
