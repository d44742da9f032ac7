export { assumedPilot, type ItemTimes, overheads, type Place } from './assumptions.ts';
export { findUnitItems } from './find-unit-items.ts';
export { type FanOutPrediction, type FanOutShape, predictFanOut } from './predict-fan-out.ts';
export { type MergePrediction, type MergeShape, predictMerge } from './predict-merge.ts';
export { predictRun, type RunPrediction } from './predict-run.ts';
export { predictUsage, type RunShape } from './predict-usage.ts';
export { awsRates, noRates, type ServiceRates } from './slots.ts';
