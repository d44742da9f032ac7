import { z } from 'zod';
import type { Document } from '../document.ts';
import type { Cancellation } from '../execution/cancellation.ts';
import type { HistoryRecorder } from '../execution/history.ts';
import { savedLineSchema } from '../execution/position.ts';
import type { Json, JsonObject } from '../json.ts';

/** A child that has ended, one line of `children.jsonl`. */
export const childRecordSchema = z.strictObject({
  sequence: z.number().int(),
  name: z.string(),
  arn: z.string(),
  status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  /** Milliseconds since the epoch. */
  startDate: z.number(),
  stopDate: z.number(),
  /** JSON texts. */
  input: z.string(),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  /** Items in its input: 1, or its batch's size. */
  items: z.number().int(),
  /** How often it was redriven. */
  redriveCount: z.number().int().default(0),
  /** Only STANDARD children have one. */
  redriveDate: z.number().optional(),
  /** The Map Run's own redrive in which it ended. */
  mapRunRedrive: z.number().int().default(0),
  /** Length of its history, when STANDARD. */
  events: z.number().int().optional(),
  /** Where a STANDARD child that didn't succeed stood: its redrive goes on from there. */
  position: savedLineSchema.optional(),
});
/** A child that has ended. */
export type ChildRecord = z.infer<typeof childRecordSchema>;

/** A child while it runs. */
export interface RunningChild {
  sequence: number;
  name: string;
  arn: string;
  startDate: number;
  input: Document;
  items: number;
  redriveCount: number;
  redriveDate: number | undefined;
  cancellation: Cancellation;
  /** undefined for an EXPRESS child, which has no history. */
  recorder: HistoryRecorder | undefined;
}

/**
 * A child's result as the ResultWriter exports it without transformation, keys in AWS's (alphabetical) order; of
 * redrives, EXPRESS children have their count alone.
 */
export function toResultRecord(
  child: ChildRecord,
  stateMachineArn: string,
  executionType: 'STANDARD' | 'EXPRESS',
): JsonObject {
  const succeeded = child.status === 'SUCCEEDED';
  const counted: JsonObject = {
    RedriveCount: child.redriveCount,
    ...(child.redriveDate === undefined ? {} : { RedriveDate: new Date(child.redriveDate).toISOString() }),
  };
  const redrive: JsonObject =
    executionType === 'EXPRESS'
      ? { RedriveCount: child.redriveCount }
      : succeeded
        ? {
            ...counted,
            RedriveStatus: 'NOT_REDRIVABLE',
            RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
          }
        : { ...counted, RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' };
  return {
    ...(child.cause === undefined ? {} : { Cause: child.cause }),
    ...(child.error === undefined ? {} : { Error: child.error }),
    ExecutionArn: child.arn,
    Input: child.input,
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === undefined ? {} : { Output: child.output }),
    OutputDetails: { Included: true },
    ...redrive,
    StartDate: new Date(child.startDate).toISOString(),
    StateMachineArn: stateMachineArn,
    Status: child.status,
    StopDate: new Date(child.stopDate).toISOString(),
  };
}

/**
 * A child's name as the API gives it: what follows the label in its ARN, which for an EXPRESS child is its name and
 * the execution's own id, as recorded on AWS.
 */
export function apiNameOf({ arn, name }: { arn: string; name: string }): string {
  return arn.slice(arn.lastIndexOf(`:${name}`) + 1);
}

/** The record of an input that was never started. */
export function toPendingRecord(input: string): JsonObject {
  return { Input: input, InputDetails: { Included: true }, Status: 'PENDING' };
}

/**
 * What a succeeded child adds to an export that is transformed: COMPACT its output, FLATTEN the members of an output
 * that is an array.
 */
export function toOutputs(output: Json, transformation: 'COMPACT' | 'FLATTEN'): Json[] {
  return transformation === 'FLATTEN' && Array.isArray(output) ? output : [output];
}
