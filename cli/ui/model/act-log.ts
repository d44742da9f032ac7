import type { GovernAct } from '../../../core/contracts/govern.ts';
import { describeAct } from '../../progress/describe-governor.ts';
import type { ActView } from '../events.ts';

/** Acts that are kept: the latest ones. */
const mostActs = 500;

/** What the governor did, each act once however often it is told. */
export class ActLog {
  #acts: ActView[] = [];
  #number = 0;
  /** Acts of the latest moment: another one of the same moment is known by what it says. */
  #latestAt = Number.NEGATIVE_INFINITY;
  #latest = new Set<string>();

  /**
   * Takes acts in, in the order of their times.
   * @returns those that are new
   */
  take(acts: readonly GovernAct[]): ActView[] {
    const fresh = acts.filter((act) => this.#isNew(act)).map((act) => this.#describe(act));
    this.#acts = [...this.#acts, ...fresh].slice(-mostActs);
    return fresh;
  }

  get all(): readonly ActView[] {
    return this.#acts;
  }

  #isNew(act: GovernAct): boolean {
    if (act.at < this.#latestAt) return false;
    if (act.at > this.#latestAt) this.#latest.clear();
    this.#latestAt = act.at;
    const said = JSON.stringify(act);
    if (this.#latest.has(said)) return false;
    this.#latest.add(said);
    return true;
  }

  #describe(act: GovernAct): ActView {
    this.#number += 1;
    return {
      number: this.#number,
      at: act.at,
      kind: act.kind,
      text: act.kind === 'end' ? `the run is being ended: ${act.message}` : (describeAct(act) ?? ''),
      change: act.kind === 'limit' ? { from: act.from, to: act.to } : null,
    };
  }
}
