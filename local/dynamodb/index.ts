export { type DynamoDbOptions, startDynamoDb } from './server.ts';
