export { abortUploads } from './abort-uploads.ts';
export { judgeRun, type RunJudgement } from './judge-run.ts';
export { readOutputSchema } from './read-output-schema.ts';
export { type PlannedRow, readReceipts } from './read-receipts.ts';
export { readSources, type SourcePiece, wholeObject } from './read-sources.ts';
export { writeFailures } from './write-failures.ts';
