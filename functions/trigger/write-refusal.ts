import { inboxKeys, type TriggerRefusal } from '../../core/contracts/trigger.ts';
import { showText } from '../../core/errors/show-text.ts';
import type { Triggered, TriggerSurroundings } from './trigger-surroundings.ts';

/** Says beside an object of the inbox why it started no run. Said again, it is the same text. */
export async function writeRefusal(
  { store, environment }: TriggerSurroundings,
  key: string,
  refusal: Omit<TriggerRefusal, 'version' | 'object'>,
): Promise<Triggered> {
  const bucket = environment.FANFOLD_BUCKET;
  const beside = inboxKeys(key).refusal;
  const { code, message, ...rest } = refusal;
  const document: TriggerRefusal = { version: 1, code, message, object: `s3://${bucket}/${key}`, ...rest };
  await store.putText(bucket, beside, `${JSON.stringify(document, null, 2)}\n`, 'application/json');
  console.log(`${showText(document.object, 1_200)} was refused: ${code}: ${message}`);
  return { outcome: 'refused', refusal: `s3://${bucket}/${beside}` };
}
