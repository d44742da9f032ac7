import type { Pilot } from '../contracts/report-details.ts';
import type { RunUsage } from '../cost/run-usage.ts';
import type { FanOutPrediction, FanOutShape } from './predict-fan-out.ts';
import { predictMerge } from './predict-merge.ts';

/** A run, as far as its cost goes. */
export interface RunShape extends FanOutShape {
  memoryMb: number;
  architecture: 'arm64' | 'x86_64';
  sourceObjects: number;
  /** From one heartbeat of a unit to the next. Default 3,000. */
  beatMs?: number | undefined;
  /** Time of a run before its first unit begins and after its last one ended. */
  besidesMs: number;
  dataset: { encoded: boolean; folds: boolean; mostObjectBytes?: number | undefined };
}

/** EXPRESS workflows are billed in steps of this. */
const expressStepMs = 100;

/**
 * What a run uses of AWS if all goes well: each unit is one invocation and one output, no item fails or is tried again, and the steps of
 * the merge are those that PlanMerge would lay out.
 */
export async function predictUsage(
  pilot: Pilot,
  shape: RunShape,
  { fanOutMs, unitMs, environments }: FanOutPrediction,
): Promise<RunUsage> {
  const { items, units, childType, beatMs = 3_000, besidesMs, dataset } = shape;
  const bytes = Math.round(pilot.bytesPerItem * items);
  const outputs = bytes === 0 ? 0 : units;
  const { objects, ...merge } = await predictMerge({
    outputs,
    outputBytes: outputs === 0 ? 0 : Math.ceil(bytes / outputs),
    ...dataset,
  });
  const isExpress = childType === 'EXPRESS';
  return {
    architecture: shape.architecture,
    units: {
      invocations: units,
      billedMs: units * unitMs + environments * pilot.startMs,
      memoryMb: shape.memoryMb,
      standardChildren: isExpress ? 0 : units,
      repeated: 0,
      expressChildren: isExpress ? units : 0,
      expressMs: isExpress ? units * Math.ceil(unitMs / expressStepMs) * expressStepMs : 0,
      objects: outputs,
      rowBytes: Math.round(units * pilot.rowBytes),
      heartbeats: units * Math.max(0, Math.floor(unitMs / beatMs + 2 / 3)),
    },
    wallMs: fanOutMs + besidesMs,
    merge,
    sourceObjects: shape.sourceObjects,
    dataset: { objects, bytes },
  };
}
