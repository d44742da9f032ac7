import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Choices } from './chance.ts';
import type { ChaosLog } from './chaos-log.ts';
import { isRunChange, readUnitChange, type UnitChange } from './ledger-watch.ts';

/** How the way to the ledger is disturbed. */
export interface LedgerTrouble {
  /** Share of writes that are held back before they are passed on, and for how long at most. */
  held: number;
  mostHeldMs: number;
  /** Share of writes that are done, and whose answer is lost. */
  lost: number;
  /** The same for writes of the run's own row, which are few. */
  lostOfRun: number;
}

/** A proxy in front of DynamoDB, on 127.0.0.1. */
export interface LedgerProxy {
  url: string;
  /** Changes of units that went through. */
  changes: readonly UnitChange[];
  /** Where the ledger is; undefined while it is down: connections are then broken off. */
  target: string | undefined;
  /** Undefined: passes everything on. */
  trouble: LedgerTrouble | undefined;
  close(): Promise<void>;
}

const isWrite = /\.(UpdateItem|PutItem)$/;

/** Starts a proxy that passes on everything, once it knows where to. */
export async function startLedgerProxy(choices: Choices, log: ChaosLog): Promise<LedgerProxy> {
  const agent = new Agent({ keepAlive: true });
  const changes: UnitChange[] = [];
  const server = createServer((incoming, response) => {
    forward(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const proxy: LedgerProxy = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    changes,
    target: undefined,
    trouble: undefined,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const operation = String(incoming.headers['x-amz-target']);
    const { trouble } = proxy;
    const disturbed = isWrite.test(operation) ? trouble : undefined;
    const change = readUnitChange(operation, body.toString());
    const ofRun = isWrite.test(operation) && isRunChange(body.toString());
    const write = ofRun ? 'write of the run' : operation;
    const name = change === undefined ? write : `${change.kind} of unit ${change.unit}`;
    if (disturbed !== undefined && choices.flip(disturbed.held)) {
      const forMs = Math.round(choices.between(0, disturbed.mostHeldMs));
      log(`hold ${name} for ${forMs} ms`);
      await sleep(forMs);
    }
    const { target } = proxy;
    if (target === undefined) throw new Error('the ledger is down');
    const answer = await send(target, incoming, body);
    const answered = await buffer(answer);
    if (change !== undefined && answer.statusCode === 200) changes.push({ ...change, at: Date.now() });
    if (disturbed !== undefined && choices.flip(ofRun ? disturbed.lostOfRun : disturbed.lost)) {
      log(`lose the answer (${answer.statusCode}) to ${name}`);
      response.destroy();
      return;
    }
    response.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
  }

  function send(target: string, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    const { method, url, headers } = incoming;
    return new Promise((resolve, reject) => {
      request(new URL(url ?? '/', target), { method, headers, agent })
        .on('response', resolve)
        .on('error', reject)
        .end(body);
    });
  }
  return proxy;
}
