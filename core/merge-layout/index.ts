export { boundObjects } from './divide.ts';
export { groupParts, groupPieces } from './group.ts';
export type { InOrder } from './in-order.ts';
export { bytesOf, layoutParts } from './layout-parts.ts';
export {
  type JobLimits,
  jobLimits,
  mostPlannedParts,
  mostStreamedPartBytes,
  s3Limits,
  streamedPartBytes,
} from './limits.ts';
export { isSmall, joinedBytes, type LayoutBounds, type LayoutMeasure, measureLayout } from './measure.ts';
