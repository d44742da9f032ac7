export { objectName } from './object-name.ts';
export { type ParsedManifest, parseManifest, type ReadableManifest } from './parse-manifest.ts';
export type { DatasetPlace, Verification, VerifiedObject } from './verification.ts';
export { verifyDataset } from './verify-dataset.ts';
