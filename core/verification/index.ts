export { parseManifest } from './parse-manifest.ts';
export type { DatasetPlace, Verification, VerifiedObject } from './verification.ts';
export { verifyDataset } from './verify-dataset.ts';
