import { inject } from 'vitest';
import { describeDynamoDbContract } from '../contract/dynamodb/index.ts';
import { startService } from './start-service.ts';

describeDynamoDbContract({
  name: 'LocalStack',
  start: () => startService(inject('localStack'), 'dynamodb'),
});
