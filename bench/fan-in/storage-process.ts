import { startDynamoDb } from '../../local/dynamodb/index.ts';
import { startS3 } from '../../local/s3/index.ts';

/** A storage server in a process of its own, so that its time and memory are its own. Ends with its parent. */
const [kind, root = ''] = process.argv.slice(2);
const account = { region: 'us-east-1', accountId: '000000000000' };
const server = await (kind === 's3' ? startS3({ root, account }) : startDynamoDb({ root, account }));
process.on('disconnect', () => void server.close().then(() => process.exit()));
process.send?.(server.url);
