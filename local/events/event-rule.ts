import type { JsonObject } from '../step-functions/json.ts';

/** A rule of the default event bus. */
export interface EventRule {
  name: string;
  arn: string;
  enabled: boolean;
  pattern: JsonObject;
  targets: EventTarget[];
}

/** Where a rule sends the events that it matches. */
export interface EventTarget {
  id: string;
  /** A Lambda function or a state machine. */
  arn: string;
  input: TargetInput;
}

/** What a target gets of an event. */
export type TargetInput =
  | { kind: 'event' }
  /** JSON text that is sent in place of the event. */
  | { kind: 'constant'; text: string }
  /** A part of the event, such as `$.detail`. */
  | { kind: 'path'; path: string }
  | { kind: 'transformer'; paths: Record<string, string>; template: string };
