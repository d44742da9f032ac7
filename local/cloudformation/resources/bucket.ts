import { z } from 'zod';
import type { ResourceKind } from './resource-kind.ts';

const notifications = z.strictObject({
  EventBridgeConfiguration: z
    .strictObject({ EventBridgeEnabled: z.stringbool().or(z.boolean()).default(true) })
    .optional(),
});

/** AWS::S3::Bucket. */
export const bucket: ResourceKind = {
  identify(request) {
    const name = request.name('BucketName', 63).toLowerCase();
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
  },
  plan(request, { ref }) {
    request.checkProperties({
      used: ['BucketName', 'NotificationConfiguration'],
      noEffect: [
        'AccelerateConfiguration',
        'AccessControl',
        'AnalyticsConfigurations',
        'BucketEncryption',
        'CorsConfiguration',
        'IntelligentTieringConfigurations',
        'InventoryConfigurations',
        'LifecycleConfiguration',
        'LoggingConfiguration',
        'MetricsConfigurations',
        'OwnershipControls',
        'PublicAccessBlockConfiguration',
        'Tags',
        'VersioningConfiguration',
      ],
    });
    if (request.property('VersioningConfiguration') !== undefined) {
      request.note('objects have one version only in the local cloud.');
    }
    if (request.property('LifecycleConfiguration') !== undefined) {
      request.note('lifecycle rules are not carried out in the local cloud.');
    }
    const events = request.shaped('NotificationConfiguration', notifications)?.EventBridgeConfiguration;
    return events?.EventBridgeEnabled
      ? [
          { kind: 'bucket', bucket: ref },
          { kind: 'bucket-events', bucket: ref },
        ]
      : [{ kind: 'bucket', bucket: ref }];
  },
};
