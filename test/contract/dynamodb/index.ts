import { describeContract, type Subject } from '../subject.ts';
import { openDynamoDbPlace } from './place.ts';
import { queryBehaviours } from './queries.ts';
import { runBehaviours } from './runs.ts';
import { unitBehaviours } from './units.ts';

const behaviours = { ...runBehaviours, ...unitBehaviours, ...queryBehaviours };

/** A DynamoDB that is held against what fanfold relies on. */
export type DynamoDbSubject = Subject<keyof typeof behaviours>;

/** Tests what fanfold relies on in DynamoDB, through its own client and the ledger. */
export function describeDynamoDbContract(subject: DynamoDbSubject): void {
  describeContract('DynamoDB', behaviours, subject, openDynamoDbPlace);
}
