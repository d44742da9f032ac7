export {
  type ExecutionInput,
  type ExecutionInputGiven,
  executionInput,
  type RetryInput,
  type RetryInputGiven,
  retryInput,
  type SourceInput,
} from '../core/contracts/execution-input.ts';
export { type ExecutionOutput, executionOutput } from '../core/contracts/execution-output.ts';
export type { FailureCode, FailureRecord } from '../core/contracts/failure.ts';
export { type Pipeline, pipelineParameterName } from '../core/contracts/pipeline.ts';
export type { AnyReport, EarlierReport, RunReport } from '../core/contracts/report.ts';
export type { Advice, ReportDetails } from '../core/contracts/report-details.ts';
export { type PriceTable, prices } from '../core/cost/prices.ts';
export { readPrices } from '../core/cost/read-prices.ts';
export { repriceCost } from '../core/cost/reprice-cost.ts';
export { type ErrorCode, FanfoldError, isFanfoldError } from '../core/errors/fanfold-error.ts';
export { readLines } from '../core/splitting/read-lines.ts';
export { type AwsClients, type AwsConnection, createAwsClients, destroyClients } from './clients.ts';
export { type Client, createClient, type StartOptions } from './create-client.ts';
export type { GovernorProgress, RunProgress } from './progress.ts';
export { readObject } from './read-object.ts';
export type { RetryOptions } from './retry-run.ts';
export type { RunHandle } from './run-handle.ts';
export { newRunId } from './run-id.ts';
export type { RunOutcome } from './run-outcome.ts';
export type { RunSoFar } from './run-so-far.ts';
export { parseS3Uri, type S3Address } from './s3-uri.ts';
export type { StopAnswer } from './stop-run.ts';
export type { SourceUpload } from './upload.ts';
