export { abortUploads } from './abort-uploads.ts';
export { judgeRun, type RunJudgement } from './judge-run.ts';
export { readOutputSchema } from './read-output-schema.ts';
export { type PlannedRow, readReceipts } from './read-receipts.ts';
export { readSources } from './read-sources.ts';
export { SourceList, type SourcePiece, wholeObject } from './source-list.ts';
export { writeFailures } from './write-failures.ts';
