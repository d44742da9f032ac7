import type { FailureRecord } from '../contracts/failure.ts';
import type { FailureGroup } from '../contracts/report-details.ts';
import { normalizeMessage } from './normalize-message.ts';

/** Groups told apart while records are read; failures of a kind that comes later are one group for each code. */
const mostGroups = 1_000;
const groupsShown = 20;
const examplesShown = 3;
/** Characters of an example's message. */
const longestMessage = 500;

/** Sorts failed items into groups of like ones, in bounded memory. */
export class FailureGroups {
  readonly #groups = new Map<string, FailureGroup>();
  readonly #place: { record: string; logGroup: string | undefined };
  /** Records read. */
  count = 0;
  /** Attempts at these items beyond their first: all in vain. */
  wastedRetries = 0;

  /** @param place where the records are, and the log group that units write to, if it is known */
  constructor(place: { record: string; logGroup: string | undefined }) {
    this.#place = place;
  }

  add(record: FailureRecord): void {
    this.count += 1;
    this.wastedRetries += record.attempt - 1;
    const group = this.#find(record);
    group.count += 1;
    if (group.examples.length < examplesShown) group.examples.push(this.#describe(record));
  }

  /** The largest first. */
  get groups(): FailureGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count).slice(0, groupsShown);
  }

  #find({ code, name, message }: FailureRecord): FailureGroup {
    const like = normalizeMessage(message);
    const key = JSON.stringify([code, name, like]);
    const found = this.#groups.get(key);
    if (found !== undefined) return found;
    if (this.#groups.size < mostGroups) return this.#open(key, { code, name, message: like });
    const others = JSON.stringify([code]);
    return (
      this.#groups.get(others) ??
      this.#open(others, { code, name: 'various', message: '(messages that are too many to be told apart)' })
    );
  }

  #open(key: string, kind: Pick<FailureGroup, 'code' | 'name' | 'message'>): FailureGroup {
    const group: FailureGroup = { ...kind, count: 0, examples: [] };
    this.#groups.set(key, group);
    return group;
  }

  #describe({ item, unit, message, environment }: FailureRecord): FailureGroup['examples'][number] {
    const { record, logGroup } = this.#place;
    return {
      item,
      unit,
      message: message.slice(0, longestMessage),
      record,
      log: logGroup === undefined ? null : { group: logGroup, stream: environment },
    };
  }
}
