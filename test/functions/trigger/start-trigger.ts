import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  type ObjectCreatedEvent,
  type TriggerRefusal,
  triggerRefusal,
} from '../../../core/contracts/trigger.ts';
import { type Storage, startStorage } from '../../support/start-storage.ts';
import { startStateMachine, stateMachineArn } from './start-state-machine.ts';

/**
 * The trigger's surroundings on servers of the test file's own: S3, and a state machine that executes nothing.
 * @param given storage that is there already
 */
export async function startTrigger(given?: Storage) {
  const [storage, machine] = await Promise.all([given ?? startStorage(), startStateMachine()]);
  const { s3, store, bucket } = storage;
  const { sfn } = machine;
  let puts = 0;
  return {
    around: {
      environment: {
        FANFOLD_BUCKET: bucket,
        FANFOLD_BUCKET_OWNERS: storage.owners,
        FANFOLD_STATE_MACHINE_ARN: stateMachineArn,
      },
      s3,
      store,
      sfn,
    },
    bucket,
    machine,
    storage,
    /** Puts an object and gives the event that S3 sends of it. */
    async put(key: string, body: string, metadata: Record<string, string> = {}): Promise<ObjectCreatedEvent> {
      const { ETag = '' } = await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, Metadata: metadata }),
      );
      puts += 1;
      return {
        'detail-type': 'Object Created',
        source: 'aws.s3',
        time: '2026-08-01T12:00:00Z',
        detail: {
          bucket: { name: bucket },
          object: {
            key,
            etag: ETag.replaceAll('"', ''),
            sequencer: puts.toString(16).toUpperCase().padStart(18, '0'),
          },
        },
      };
    },
    async readRefusal(key: string): Promise<TriggerRefusal | undefined> {
      const text = await store.readText(bucket, `${key}.error.json`);
      return text === undefined ? undefined : triggerRefusal.parse(JSON.parse(text));
    },
    async close(): Promise<void> {
      await Promise.all([storage.close(), machine.close()]);
    },
  };
}
export type Trigger = Awaited<ReturnType<typeof startTrigger>>;
