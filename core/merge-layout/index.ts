export { groupParts, groupPieces } from './group.ts';
export type { InOrder } from './in-order.ts';
export { bytesOf, layoutParts } from './layout-parts.ts';
export { mostPieces, mostPlannedParts, mostStreamedBytes, s3Limits, streamedPartBytes } from './limits.ts';
export { isSmall, joinedBytes, type LayoutMeasure, measureLayout } from './measure.ts';
