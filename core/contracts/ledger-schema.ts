/** Names of the ledger's table keys and of its index, which infrastructure declares and the ledger adapter uses. */
export const ledgerSchema = {
  /** String: `run#<id>` for the run, `run#<id>#<shard>` for its units. */
  partitionKey: 'pk',
  /** String: `run`, or `unit#<padded number>`. */
  sortKey: 'sk',
  /** Index by update time: pk, and a number of epoch milliseconds. */
  index: {
    name: 'byUpdate',
    sortKey: 'updatedAt',
    attributes: ['state', 'attempt', 'epoch', 'generation', 'progress', 'startedAt', 'leaseUntil'],
  },
  /** Number, epoch seconds: DynamoDB TTL. */
  ttl: 'expiresAt',
} as const;
