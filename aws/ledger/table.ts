import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The ledger's table and what its rows need. */
export interface LedgerTable {
  client: DynamoDBDocumentClient;
  table: string;
  /** Epoch milliseconds. */
  now: () => number;
  /** Days that rows are kept (DynamoDB TTL). */
  ttlDays: number;
}

/** The TTL attribute of a row written now, in epoch seconds. */
export function expiresAt(table: LedgerTable): number {
  return Math.floor(table.now() / 1000) + table.ttlDays * 86_400;
}

/** Runs a conditional write; undefined if its condition did not hold. */
export async function ifConditionHolds<Result>(write: Promise<Result>): Promise<Result | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
