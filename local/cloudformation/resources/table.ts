import { z } from 'zod';
import type { PlannedIndex } from '../planned-resource.ts';
import type { ResourceKind } from './resource-kind.ts';

const keySchema = z
  .array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
  .transform((keys) => keys.map(({ AttributeName, KeyType }) => ({ name: AttributeName, type: KeyType })));

const attributeDefinitions = z
  .array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }))
  .transform((all) =>
    all.map(({ AttributeName, AttributeType }) => ({ name: AttributeName, type: AttributeType })),
  );

const indexes = z.array(
  z
    .object({
      IndexName: z.string(),
      KeySchema: keySchema,
      Projection: z.strictObject({
        ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).default('ALL'),
        NonKeyAttributes: z.array(z.string()).default([]),
      }),
    })
    .transform(
      (index): PlannedIndex => ({
        name: index.IndexName,
        keySchema: index.KeySchema,
        projection: index.Projection.ProjectionType,
        nonKeyAttributes: index.Projection.NonKeyAttributes,
      }),
    ),
);

const timeToLive = z.strictObject({ AttributeName: z.string().optional(), Enabled: z.boolean() });

/** AWS::DynamoDB::Table and AWS::DynamoDB::GlobalTable. Capacity has no effect in the local cloud. */
export const table: ResourceKind = {
  identify(request) {
    const name = request.name('TableName', 255);
    return { ref: name, attributes: { Arn: request.arn('dynamodb', `table/${name}`) } };
  },
  plan(request, { ref }) {
    request.checkProperties({
      used: [
        'TableName',
        'KeySchema',
        'AttributeDefinitions',
        'GlobalSecondaryIndexes',
        'LocalSecondaryIndexes',
        'TimeToLiveSpecification',
      ],
      noEffect: [
        'BillingMode',
        'ContributorInsightsSpecification',
        'DeletionProtectionEnabled',
        'OnDemandThroughput',
        'PointInTimeRecoverySpecification',
        'ProvisionedThroughput',
        'Replicas',
        'ResourcePolicy',
        'SSESpecification',
        'TableClass',
        'Tags',
        'WarmThroughput',
        'WriteOnDemandThroughputSettings',
        'WriteProvisionedThroughputSettings',
      ],
    });
    const expiry = request.shaped('TimeToLiveSpecification', timeToLive);
    const keys = request.shaped('KeySchema', keySchema);
    if (keys === undefined) throw request.refuse('KeySchema is missing');
    return [
      {
        kind: 'table',
        table: ref,
        keySchema: keys,
        attributes: request.shaped('AttributeDefinitions', attributeDefinitions) ?? [],
        globalIndexes: request.shaped('GlobalSecondaryIndexes', indexes) ?? [],
        localIndexes: request.shaped('LocalSecondaryIndexes', indexes) ?? [],
        timeToLive: expiry?.Enabled ? (expiry.AttributeName ?? null) : null,
      },
    ];
  },
};
