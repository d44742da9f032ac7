import { createChoices } from './chance.ts';
import type { LedgerTrouble } from './ledger-proxy.ts';

/** Processes that are killed the moment they are there, or a little later. */
export type AmbushRole = 'plan' | 'item' | 'govern' | 'plan-merge' | 'merge' | 'seal' | 'report';

/** Something that is done to a run. Times are milliseconds since the run began. */
export type Act =
  | { kind: 'kill'; at: number; role: 'unit' | 'item' | 'govern' }
  /** With its item process, or alone. */
  | { kind: 'freeze'; at: number; role: 'unit' | 'govern'; forMs: number; whole: boolean }
  /** Invocations of a running unit delivered once more. */
  | { kind: 'duplicate'; at: number; copies: number; backup: boolean }
  | { kind: 'kill-cloud'; at: number };

/** Kills the next process of a function that comes up. */
export interface Ambush {
  role: AmbushRole;
  afterMs: number;
}

/** What is done to a run. */
export interface Plan {
  acts: Act[];
  ambushes: Ambush[];
  /** How the ledger is disturbed meanwhile. */
  trouble: LedgerTrouble;
  /** Nothing more is done from then on, so that the run can end. */
  calmAfterMs: number;
}

/** A lease is two seconds: what is frozen for longer has lost it. */
export const leaseSeconds = 2;
const calmAfterMs = 12_000;

const ambushRoles: readonly AmbushRole[] = [
  'plan',
  'item',
  'govern',
  'plan-merge',
  'merge',
  'seal',
  'report',
];

/** What is done to a run, by its seed. */
export function planActs(seed: number): Plan {
  const choices = createChoices(seed, 0);
  const acts = Array.from({ length: Math.floor(choices.between(14, 30)) }, () => {
    // More of it early, when much is under way.
    const at = Math.round(calmAfterMs * choices.between(0.05, 1) ** 2);
    return makeAct(at, choices.between(0, 1), choices);
  });
  if (choices.flip(0.6)) acts.push({ kind: 'kill-cloud', at: Math.round(choices.between(300, 8_000)) });
  const ambushes = ambushRoles
    .filter(() => choices.flip(0.5))
    .flatMap((role) =>
      Array.from({ length: choices.flip(0.3) ? 2 : 1 }, () => ({
        role,
        afterMs: Math.round(choices.between(0, 400)),
      })),
    );
  const trouble = { held: 0.05, mostHeldMs: 1_500 * leaseSeconds, lost: 0.02, lostOfRun: 0.2 };
  return { acts: acts.sort((a, b) => a.at - b.at), ambushes, trouble, calmAfterMs };
}

function makeAct(at: number, which: number, { between, flip }: ReturnType<typeof createChoices>): Act {
  if (which < 0.3) return { kind: 'kill', at, role: 'unit' };
  if (which < 0.45) return { kind: 'kill', at, role: 'item' };
  if (which < 0.55) return { kind: 'kill', at, role: 'govern' };
  if (which < 0.75) {
    const forMs = Math.round(1_000 * leaseSeconds * between(0.5, 3));
    return { kind: 'freeze', at, role: flip(0.85) ? 'unit' : 'govern', forMs, whole: flip(0.5) };
  }
  return { kind: 'duplicate', at, copies: flip(0.3) ? 3 : 1, backup: flip(0.25) };
}
