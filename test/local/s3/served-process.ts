import { startS3 } from '../../../local/s3/index.ts';
import { ACCOUNT } from './account.ts';

/** Serves the folder given as the argument in a process of its own, for tests that kill or measure it. */
const [, , root = ''] = process.argv;
const { url } = await startS3({ root, account: ACCOUNT });
process.send?.({ url });
process.on('message', () => process.send?.({ rss: process.memoryUsage().rss }));
