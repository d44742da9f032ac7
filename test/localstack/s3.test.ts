import { inject } from 'vitest';
import { describeS3Contract } from '../contract/s3/index.ts';
import { startService } from './start-service.ts';

describeS3Contract({
  name: 'LocalStack',
  start: () => startService(inject('localStack'), 's3'),
  differs: {
    "a bucket that is somebody else's is refused": 'LocalStack ignores ExpectedBucketOwner of HeadObject',
  },
});
