import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';

export const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:lines';

interface Execution {
  executionArn: string;
  name: string;
  input: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  startDate: number;
  stopDate?: number;
  error?: string;
  cause?: string;
}

/** What the trigger asks Step Functions for. */
const asked = z.object({
  stateMachineArn: z.string().optional(),
  executionArn: z.string().optional(),
  name: z.string().optional(),
  input: z.string().optional(),
});

/**
 * Answers StartExecution and DescribeExecution of one state machine on 127.0.0.1 as Step Functions does: the same name and
 * input of a running execution give it back, any other use of a taken name is `ExecutionAlreadyExists`. Nothing is executed.
 */
export async function startStateMachine() {
  const executions = new Map<string, Execution>();
  /** Names that StartExecution was asked for, in order. */
  const starts: string[] = [];
  /** Errors that the next requests are answered with. */
  const troubles: string[] = [];
  const start = ({ stateMachineArn: arn, name = '', input = '' }: z.output<typeof asked>) => {
    starts.push(name);
    if (arn !== stateMachineArn) return refuse('StateMachineDoesNotExist');
    const before = executions.get(name);
    if (before !== undefined && (before.status !== 'RUNNING' || before.input !== input))
      return refuse('ExecutionAlreadyExists');
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const execution = before ?? { executionArn, name, input, status: 'RUNNING', startDate: 1_790_000_000 };
    executions.set(name, execution);
    return { status: 200, body: { executionArn, startDate: execution.startDate } };
  };
  const describe = ({ executionArn }: z.output<typeof asked>) => {
    const found = [...executions.values()].find((execution) => execution.executionArn === executionArn);
    return found === undefined ? refuse('ExecutionDoesNotExist') : { status: 200, body: found };
  };
  const server = createServer(async (request, response) => {
    const body = asked.parse(JSON.parse(await text(request)));
    const trouble = troubles.shift();
    const operation = String(request.headers['x-amz-target']);
    const answer =
      trouble !== undefined
        ? refuse(trouble)
        : operation.endsWith('.StartExecution')
          ? start(body)
          : describe(body);
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const sfn = new SFNClient({
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    sfn,
    executions,
    starts,
    troubles,
    end(name: string, end: Pick<Execution, 'status' | 'error' | 'cause'>): Execution {
      const execution = executions.get(name);
      if (execution === undefined) throw new Error(`${name} was never started`);
      const ended = { ...execution, ...end, stopDate: 1_790_000_060 };
      executions.set(name, ended);
      return ended;
    },
    async close(): Promise<void> {
      sfn.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function refuse(name: string): { status: number; body: object } {
  return { status: 400, body: { __type: name, message: name } };
}
