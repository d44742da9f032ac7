import { z } from 'zod';
import { namePhysically } from '../physical-names.ts';
import type { ResourceKind } from './resource-kind.ts';

/** What CDK's `bucket.enableEventBridgeNotification()` puts into the template. */
const notifications = z.strictObject({ EventBridgeConfiguration: z.strictObject({}).optional() });

/** Custom::S3BucketNotifications, by which CDK switches a bucket's events on. */
export const bucketNotifications: ResourceKind = {
  identify: (request) => ({ ref: namePhysically(request.stackName, request.logicalId, 128), attributes: {} }),
  plan(request) {
    request.checkProperties({
      used: ['BucketName', 'NotificationConfiguration'],
      noEffect: ['ServiceToken', 'Managed', 'SkipDestinationValidation'],
    });
    const configuration = request.shaped('NotificationConfiguration', notifications);
    if (configuration?.EventBridgeConfiguration === undefined) return [];
    return [{ kind: 'bucket-events', bucket: request.requiredText('BucketName') }];
  },
};
