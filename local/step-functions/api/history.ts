import type { HistoryEvent } from '../execution/history.ts';
import type { JsonObject } from '../json.ts';
import { type ExecutionContext, findExecution } from './execution-context.ts';
import { takePage, tokenMember, toSeconds } from './pages.ts';
import type { Operation } from './protocol.ts';
import type { ApiRequest } from './request.ts';

/** Members of event details that hold the data of an execution. */
const DATA = ['input', 'output', 'parameters', 'assignedVariables'];

/** GetExecutionHistory, for executions of the top level and STANDARD children. */
export function historyOperations(context: ExecutionContext): Record<string, Operation> {
  return { GetExecutionHistory: (request) => getExecutionHistory(context, request) };
}

async function getExecutionHistory(context: ExecutionContext, request: ApiRequest): Promise<JsonObject> {
  const events = await readEvents(context, request);
  const ordered = request.optionalBoolean('reverseOrder') === true ? events.toReversed() : events;
  const page = takePage(ordered, ({ id }) => String(id), request);
  const includeData = request.optionalBoolean('includeExecutionData') ?? true;
  return {
    events: page.items.map((event) => toWire(event, includeData)),
    ...tokenMember(page.nextToken),
  };
}

async function readEvents(context: ExecutionContext, request: ApiRequest): Promise<readonly HistoryEvent[]> {
  const found = await findExecution(context, request, false);
  switch (found.kind) {
    case 'top':
      return await context.executions.history(found.record.arn);
    case 'running child':
      return found.child.recorder?.events ?? [];
    case 'ended child':
      return await found.entry.children.history(found.child.sequence);
  }
}

function toWire(
  { timestamp, type, id, previousEventId, details }: HistoryEvent,
  includeData: boolean,
): JsonObject {
  const event = { timestamp: toSeconds(timestamp), type, id, previousEventId, ...details };
  return includeData ? event : withoutData(event);
}

function withoutData(event: JsonObject): JsonObject {
  const entries = Object.entries(event).map(([key, value]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [key, value] as const;
    const members = Object.entries(value).filter(([name]) => !DATA.includes(name));
    return [key, Object.fromEntries(members)] as const;
  });
  return Object.fromEntries(entries);
}
