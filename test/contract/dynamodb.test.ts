import { startDynamoDb } from '../../local/dynamodb/index.ts';
import { createFolder } from '../support/create-folder.ts';
import { describeDynamoDbContract } from './dynamodb/index.ts';
import { moto } from './on-moto.ts';
import { account } from './subject.ts';

describeDynamoDbContract({
  name: 'the local cloud',
  async start() {
    const folder = await createFolder();
    const server = await startDynamoDb({ root: folder.path, account });
    return {
      url: server.url,
      async close() {
        await server.close();
        await folder.remove();
      },
    };
  },
});

describeDynamoDbContract(moto);
