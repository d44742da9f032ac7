import type { ExecutionStatusChange, LocalAccount, ObjectCreated } from '../ports.ts';
import { type EventEnvelope, executionStatusEvent, objectCreatedEvent } from './event.ts';
import type { EventRule, EventTarget } from './event-rule.ts';
import { compilePattern, type EventPattern } from './pattern.ts';
import { targetInput } from './target-input.ts';

/** What the deployed stacks say of events. */
export interface EventConfiguration {
  rules: readonly EventRule[];
  /** Buckets that send their events to EventBridge. */
  buckets: ReadonlySet<string>;
}

/** One event on its way to one target. */
export interface Delivery {
  event: EventEnvelope;
  rule: EventRule;
  target: EventTarget;
  /** JSON text. */
  input: string;
}

/** How a bus gets events out. */
export interface EventBusOptions {
  account: LocalAccount;
  deliver(delivery: Delivery): Promise<void>;
  /** Gets a line for each delivery that failed. */
  log(line: string): void;
}

/**
 * The default event bus: takes events, matches them with the rules and hands them to the rules' targets, without waiting for
 * them.
 */
export class EventBus {
  readonly #options: EventBusOptions;
  #rules: { rule: EventRule; matches: EventPattern }[] = [];
  #buckets: ReadonlySet<string> = new Set();
  /** Events that came before the first configuration; undefined after it. */
  #early: EventEnvelope[] | undefined = [];

  constructor(options: EventBusOptions) {
    this.#options = options;
  }

  /**
   * Replaces rules and sources. Events wait for the first configuration: Step Functions announces at its start what a restart
   * has aborted.
   */
  configure({ rules, buckets }: EventConfiguration): void {
    this.#rules = rules
      .filter((rule) => rule.enabled)
      .map((rule) => ({ rule, matches: compilePattern(rule.pattern) }));
    this.#buckets = buckets;
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const event of early) this.publish(event);
  }

  /** Takes S3's "Object Created"; dropped unless the bucket's events go to EventBridge. */
  objectCreated(object: ObjectCreated): void {
    if (!this.#buckets.has(object.bucket)) return;
    this.publish(objectCreatedEvent(this.#options.account, object));
  }

  /** Takes "Step Functions Execution Status Change". */
  executionChanged(change: ExecutionStatusChange): void {
    if (this.#early === undefined && this.#rules.length === 0) return;
    this.publish(executionStatusEvent(this.#options.account, change));
  }

  publish(event: EventEnvelope): void {
    if (this.#early !== undefined) {
      this.#early.push(event);
      return;
    }
    for (const { rule, matches } of this.#rules) {
      if (!matches(event)) continue;
      for (const target of rule.targets) void this.#deliver(event, rule, target);
    }
  }

  async #deliver(event: EventEnvelope, rule: EventRule, target: EventTarget): Promise<void> {
    try {
      await this.#options.deliver({ event, rule, target, input: targetInput(target.input, event, rule) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.log(
        `The rule ${rule.name} could not deliver the event ${event.id} to ${target.arn}: ${reason}`,
      );
    }
  }
}
