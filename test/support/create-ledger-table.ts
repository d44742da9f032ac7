import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerSchema } from '../../core/contracts/ledger-schema.ts';

/** Creates the ledger's table as infrastructure declares it. */
export async function createLedgerTable(client: DynamoDBClient, table: string): Promise<void> {
  const { partitionKey, sortKey, index } = ledgerSchema;
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: partitionKey, AttributeType: 'S' },
        { AttributeName: sortKey, AttributeType: 'S' },
        { AttributeName: index.sortKey, AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [
            { AttributeName: partitionKey, KeyType: 'HASH' },
            { AttributeName: index.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.attributes] },
        },
      ],
    }),
  );
}
