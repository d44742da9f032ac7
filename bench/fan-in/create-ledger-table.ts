import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerSchema } from '../../core/contracts/ledger-schema.ts';

/** Creates the ledger's table as infrastructure declares it. */
export async function createLedgerTable(client: DynamoDBClient, table: string): Promise<void> {
  const { partitionKey, sortKey, index } = ledgerSchema;
  const key = (sort: string) => [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: partitionKey, AttributeType: 'S' },
        { AttributeName: sortKey, AttributeType: 'S' },
        { AttributeName: index.sortKey, AttributeType: 'N' },
      ],
      KeySchema: key(sortKey),
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: key(index.sortKey),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.attributes] },
        },
      ],
    }),
  );
}
