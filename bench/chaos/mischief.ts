import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsClients } from '../../client/index.ts';
import { createChoices } from './chance.ts';
import type { ChaosLog } from './chaos-log.ts';
import { type CloudProcess, listCloudProcesses, signal } from './cloud-processes.ts';
import { duplicateUnit } from './duplicate-unit.ts';
import type { LedgerProxy } from './ledger-proxy.ts';
import type { Act, Ambush, Plan } from './plan-acts.ts';

/** The cloud that runs now, to which things are done. */
export interface Victim {
  daemon: number;
  clients: AwsClients;
  executionArn: string;
  /** Kills the daemon with all of its processes. */
  kill(): void;
}

const lookEveryMs = 20;

/** Does to a run what is planned, to whatever cloud runs at the time. */
export class Mischief {
  readonly #choices: ReturnType<typeof createChoices>;
  readonly #log: ChaosLog;
  readonly #stop = new AbortController();
  readonly #frozen = new Set<number>();
  readonly #ambushes: Ambush[];
  readonly #proxy: LedgerProxy;
  readonly #plan: Plan;
  #victim: Victim | undefined;
  #done: Promise<unknown> | undefined;

  /** @param proxy gets into trouble while the run is disturbed */
  constructor(seed: number, plan: Plan, proxy: LedgerProxy, log: ChaosLog) {
    this.#choices = createChoices(seed, 1);
    this.#log = log;
    this.#proxy = proxy;
    this.#plan = plan;
    this.#ambushes = [...plan.ambushes];
  }

  /** From now on this is the cloud to which things are done; with the first one the plan's time begins. */
  turnTo(victim: Victim): void {
    this.#victim = victim;
    this.#done ??= this.#begin();
  }

  /** There is no cloud now. */
  turnAway(): void {
    this.#victim = undefined;
  }

  /** Does nothing more; what is frozen goes on. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    for (const target of this.#frozen) signal(target, 'SIGCONT');
    this.#proxy.trouble = undefined;
  }

  async #begin(): Promise<void> {
    const { acts, trouble, calmAfterMs } = this.#plan;
    this.#proxy.trouble = trouble;
    await Promise.all([
      ...acts.map((act) => this.#unlessStopped(() => this.#actInTime(act))),
      this.#unlessStopped(() => this.#lieInWait()),
      this.#unlessStopped(async () => {
        await this.#wait(calmAfterMs);
        this.#proxy.trouble = undefined;
        this.#ambushes.length = 0;
      }),
    ]);
  }

  async #unlessStopped(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#log(`could not be done: ${error}`);
    });
  }

  async #actInTime(act: Act): Promise<void> {
    await this.#wait(act.at);
    const victim = this.#victim;
    if (victim === undefined) return;
    switch (act.kind) {
      case 'kill-cloud':
        this.#log(`kill the cloud, daemon ${victim.daemon}`);
        victim.kill();
        // An item process whose unit was killed a moment ago is nobody's child: frozen, it would stay for ever.
        for (const target of this.#frozen) signal(target, 'SIGKILL');
        this.#frozen.clear();
        return;
      case 'kill': {
        const target = this.#find(victim, act.role);
        if (target === undefined) return;
        this.#log(`kill ${act.role} ${target.pid}`);
        signal(target.pid, 'SIGKILL');
        return;
      }
      case 'freeze':
        return this.#freeze(victim, act);
      case 'duplicate': {
        const unit = await duplicateUnit(victim.clients, victim.executionArn, this.#choices, act);
        const what = act.backup ? 'a backup' : 'another invocation';
        if (unit !== undefined) this.#log(`deliver ${what} of unit ${unit}, ${act.copies} times`);
        return;
      }
    }
  }

  #find(victim: Victim, role: CloudProcess['role']): CloudProcess | undefined {
    return this.#choices.pick(listCloudProcesses(victim.daemon).filter((each) => each.role === role));
  }

  async #freeze(victim: Victim, act: Extract<Act, { kind: 'freeze' }>): Promise<void> {
    const found = this.#find(victim, act.role);
    if (found === undefined) return;
    const target = act.whole ? -found.pid : found.pid;
    this.#log(`freeze ${act.role} ${found.pid} for ${act.forMs} ms${act.whole ? ', its group too' : ''}`);
    this.#frozen.add(target);
    signal(target, 'SIGSTOP');
    try {
      await this.#wait(act.forMs);
    } finally {
      // Another process may have got the number if the cloud was killed meanwhile.
      if (this.#frozen.delete(target) && signal(target, 'SIGCONT'))
        this.#log(`thaw ${act.role} ${found.pid}`);
    }
  }

  /** Kills functions that are there for a moment only. */
  async #lieInWait(): Promise<void> {
    const known = new Set<number>();
    while (this.#ambushes.length > 0) {
      await this.#wait(lookEveryMs);
      const victim = this.#victim;
      if (victim === undefined) continue;
      for (const { pid, role } of listCloudProcesses(victim.daemon)) {
        if (known.has(pid) || role === 'other') continue;
        known.add(pid);
        const at = this.#ambushes.findIndex((ambush) => ambush.role === role);
        const [ambush] = at < 0 ? [] : this.#ambushes.splice(at, 1);
        if (ambush !== undefined) void this.#unlessStopped(() => this.#pounce(pid, ambush));
      }
    }
  }

  async #pounce(pid: number, { role, afterMs }: Ambush): Promise<void> {
    await this.#wait(afterMs);
    if (signal(pid, 'SIGKILL')) this.#log(`kill ${role} ${pid}, ${afterMs} ms after it came up`);
  }

  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal });
  }
}
