import { startS3 } from '../../local/s3/index.ts';
import { createFolder } from '../support/create-folder.ts';
import { moto } from './on-moto.ts';
import { describeS3Contract } from './s3/index.ts';
import { account } from './subject.ts';

describeS3Contract({
  name: 'the local cloud',
  async start() {
    const folder = await createFolder();
    const server = await startS3({ root: folder.path, account });
    return {
      url: server.url,
      async close() {
        await server.close();
        await folder.remove();
      },
    };
  },
});

const noChecksum = 'moto gives and checks no CRC64NVME of an object of parts';
describeS3Contract({
  ...moto,
  differs: {
    'an object that is put with its CRC64NVME has it': 'moto gives no ChecksumType',
    'bytes that have another CRC64NVME are refused, and nothing appears': 'moto checks no CRC64NVME',
    "a bucket that is somebody else's is refused": 'moto ignores ExpectedBucketOwner',
    'an object of parts has the CRC64NVME of all its bytes': noChecksum,
    'an object of copied parts has the CRC64NVME of all its bytes': noChecksum,
    'a part with another CRC64NVME is refused': 'moto checks no CRC64NVME',
    'an object with another CRC64NVME than promised never appears': noChecksum,
    'an upload that is completed again gives the same': noChecksum,
    'an upload that was aborted is not completed': 'moto answers 500',
  },
});
