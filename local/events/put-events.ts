import { z } from 'zod';
import type { LocalAccount } from '../ports.ts';
import { isObject, type Json, parseJson } from '../step-functions/json.ts';
import { createEvent, type EventEnvelope } from './event.ts';

const entry = z.object({
  Source: z.string().default(''),
  DetailType: z.string().default(''),
  Detail: z.string().default(''),
  Resources: z.array(z.string()).default([]),
  /** Epoch seconds. */
  Time: z.number().optional(),
  EventBusName: z.string().default('default'),
});
type Entry = z.output<typeof entry>;

const request = z.object({ Entries: z.array(entry).min(1).max(10) });

/** One entry's result as PutEvents gives it. */
type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** What PutEvents answers. */
export interface PutEventsOutput {
  FailedEntryCount: number;
  Entries: EntryResult[];
}

/**
 * Carries out PutEvents: an entry that is wrong fails alone.
 * @param body the request's JSON
 * @throws ZodError when the request as a whole is not one
 */
export function putEvents(
  body: Json,
  account: LocalAccount,
  publish: (event: EventEnvelope) => void,
): PutEventsOutput {
  const results = request.parse(body).Entries.map((given): EntryResult => {
    const problem = findProblem(given);
    if (problem !== undefined) return problem;
    const event = createEvent(account, {
      source: given.Source,
      detailType: given.DetailType,
      detail: parseJson(given.Detail),
      resources: given.Resources,
      ...(given.Time === undefined ? {} : { time: new Date(given.Time * 1000) }),
    });
    publish(event);
    return { EventId: event.id };
  });
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function findProblem(given: Entry): { ErrorCode: string; ErrorMessage: string } | undefined {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (given[name] === '') {
      return invalid(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
    }
  }
  if (!isJsonObject(given.Detail))
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  if (given.Source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  if (given.EventBusName !== 'default' && !given.EventBusName.endsWith(':event-bus/default')) {
    return invalid(
      `EventBusName ${given.EventBusName} is not known: the local cloud has the default event bus.`,
    );
  }
  return undefined;
}

function invalid(message: string): { ErrorCode: string; ErrorMessage: string } {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: message };
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(parseJson(text));
  } catch {
    return false;
  }
}
