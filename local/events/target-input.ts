import type { Json } from '../step-functions/json.ts';
import type { EventEnvelope } from './event.ts';
import { readEventPath } from './event-path.ts';
import type { EventRule, TargetInput } from './event-rule.ts';

/** JSON text that a target gets for an event. */
export function targetInput(input: TargetInput, event: EventEnvelope, rule: EventRule): string {
  switch (input.kind) {
    case 'event':
      return JSON.stringify(event);
    case 'constant':
      return input.text;
    case 'path':
      return JSON.stringify(readEventPath(event, input.path) ?? null);
    case 'transformer':
      return transform(input.template, (name) => lookUp(name, input.paths, event, rule));
  }
}

/** Placeholder names that EventBridge gives a value to. */
const predefined: Readonly<Record<string, (event: EventEnvelope, rule: EventRule) => Json>> = {
  'aws.events.rule-arn': (_, rule) => rule.arn,
  'aws.events.rule-name': (_, rule) => rule.name,
  'aws.events.event.ingestion-time': (event) => event.time,
  'aws.events.event': ({ detail: _, ...event }) => event,
  'aws.events.event.json': (event) => event,
};

/** Whether a placeholder of a template is one of EventBridge's own. */
export function isPredefined(name: string): boolean {
  return Object.hasOwn(predefined, name);
}

/** Placeholders of an input template, such as `<key>`. */
export const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/g;

function lookUp(
  name: string,
  paths: Record<string, string>,
  event: EventEnvelope,
  rule: EventRule,
): Json | undefined {
  const path = paths[name];
  return path === undefined ? predefined[name]?.(event, rule) : readEventPath(event, path);
}

/**
 * Fills an input template. Within quotes a value is put in as text, elsewhere as JSON; what the event does not have is
 * empty text within quotes and `null` elsewhere.
 */
function transform(template: string, find: (name: string) => Json | undefined): string {
  let quoted = false;
  return template.replaceAll(/\\.|"|<[A-Za-z0-9_.-]+>/gs, (part) => {
    if (part === '"') quoted = !quoted;
    if (!part.startsWith('<')) return part;
    const value = find(part.slice(1, -1));
    if (!quoted) return JSON.stringify(value ?? null);
    const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}
