import { describeContract, type Subject } from '../subject.ts';
import { listingBehaviours } from './listing.ts';
import { openS3Place } from './place.ts';
import { singleObjectBehaviours } from './single-objects.ts';
import { uploadBehaviours } from './uploads.ts';

const behaviours = { ...singleObjectBehaviours, ...uploadBehaviours, ...listingBehaviours };

/** An S3 that is held against what fanfold relies on. */
export type S3Subject = Subject<keyof typeof behaviours>;

/** Tests what fanfold relies on in S3, through its own client and adapters where they do it. */
export function describeS3Contract(subject: S3Subject): void {
  describeContract('S3', behaviours, subject, openS3Place);
}
