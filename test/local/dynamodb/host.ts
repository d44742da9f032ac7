import { startDynamoDb } from '../../../local/dynamodb/index.ts';

// A process of its own for tests that kill it: says where it listens.
const [root = ''] = process.argv.slice(2);
const server = await startDynamoDb({ root });
process.send?.(server.url);
