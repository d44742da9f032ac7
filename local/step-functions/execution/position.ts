import { z } from 'zod';
import type { Json } from '../json.ts';
import type { Thread } from './execution.ts';

/** The StateEntered event of a visit; a redriven visit keeps it and records no second one, as recorded on AWS. */
export interface Entered {
  eventId: number;
  /** Id of the event before it. */
  eventBefore: number;
  /** Milliseconds since the epoch: `$states.context.State.EnteredTime`. */
  time: number;
}

/** A branch or an iteration that has succeeded: a redrive keeps its output. */
export interface FinishedLine {
  /** JSON text. */
  output: string;
  lastEventId: number;
}

/** What a Parallel, a Map or a Distributed Map had under way; a redrive goes on with it. */
export type SavedInner =
  | {
      kind: 'branches';
      /** Id of ParallelStateStarted or MapStateStarted. */
      startedEventId: number;
      /** By index; a branch that never started is not in it. */
      lines: Record<string, SavedLine | FinishedLine>;
    }
  | { kind: 'mapRun'; startedEventId: number; arn: string };

/** Where a line of control stood when it ended without success: what a redrive needs to go on from there. */
export interface SavedLine {
  state: string;
  /** JSON text of the state's input. */
  input: string;
  /** Variables that were assigned in the line's own scope. */
  variables: Record<string, Json>;
  lastEventId: number;
  /** undefined when the line ended between two states. */
  entered?: Entered | undefined;
  inner?: SavedInner | undefined;
}

const finishedLineSchema = z.strictObject({ output: z.string(), lastEventId: z.number() });
const innerSchema: z.ZodType<SavedInner> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('branches'),
      startedEventId: z.number(),
      lines: z.record(z.string(), z.union([savedLineSchema, finishedLineSchema])),
    }),
    z.strictObject({ kind: z.literal('mapRun'), startedEventId: z.number(), arn: z.string() }),
  ]),
);

/** A position as it is kept on disk. */
export const savedLineSchema: z.ZodType<SavedLine> = z.strictObject({
  state: z.string(),
  input: z.string(),
  variables: z.record(z.string(), z.json()),
  lastEventId: z.number(),
  entered: z.strictObject({ eventId: z.number(), eventBefore: z.number(), time: z.number() }).optional(),
  inner: innerSchema.optional(),
});

/** A line as its Parallel or Map holds it: running or cut off, still as an earlier attempt left it, or finished. */
export type HeldLine = Thread | SavedLine | FinishedLine;

/** What a visit has under way, while it has. */
export type Inner =
  | { kind: 'branches'; startedEventId: number; lines: Map<number, HeldLine> }
  | { kind: 'mapRun'; startedEventId: number; arn: string };

/** Whether a branch or an iteration has succeeded. */
export function isFinished(line: HeldLine): line is FinishedLine {
  return 'output' in line;
}

/** Whether a line has not been taken up again since an earlier attempt. */
export function isSaved(line: HeldLine): line is SavedLine {
  return 'lastEventId' in line && 'state' in line;
}

/**
 * Takes down where a line of control stands, with everything under it.
 * @returns undefined for a line that has not come to its first state
 */
export function savePosition({ at, scope, previousEventId }: Thread): SavedLine | undefined {
  if (at === undefined) return undefined;
  const { state, input, visit } = at;
  return {
    state,
    input: input.text,
    variables: scope.own,
    lastEventId: previousEventId,
    ...(visit === undefined ? {} : { entered: visit.entered }),
    ...(visit?.inner === undefined ? {} : { inner: saveInner(visit.inner) }),
  };
}

/** What an earlier attempt had under way, until the visit takes it up again. */
export function holdInner(saved: SavedInner): Inner {
  if (saved.kind === 'mapRun') return saved;
  const lines = new Map<number, HeldLine>();
  for (const [index, line] of Object.entries(saved.lines)) lines.set(Number(index), line);
  return { kind: 'branches', startedEventId: saved.startedEventId, lines };
}

function saveInner(inner: Inner): SavedInner {
  if (inner.kind === 'mapRun') return inner;
  const lines: Record<string, SavedLine | FinishedLine> = {};
  for (const [index, line] of inner.lines) {
    const saved = isFinished(line) || isSaved(line) ? line : savePosition(line);
    if (saved !== undefined) lines[index] = saved;
  }
  return { kind: 'branches', startedEventId: inner.startedEventId, lines };
}
