import { afterAll, beforeAll, describe, test } from 'vitest';

/** A service that answers somewhere. */
export interface Service {
  /** Base address, as the `AWS_ENDPOINT_URL_*` variables take it. */
  url: string;
  close(): Promise<void>;
}

/** An implementation that a contract is held against. */
export interface Subject<Behaviour extends string> {
  readonly name: string;
  /** Starts it; a text says why it can't run here. */
  start(): Promise<Service | string>;
  /** What it does otherwise than AWS documents, and how: those behaviours are not asked of it. */
  readonly differs?: Readonly<Partial<Record<Behaviour, string>>>;
}

/** Every subject of a contract has the account and region that LocalStack gives to a client without either. */
export const account = { region: 'us-east-1', accountId: '000000000000' };

/** Starting a subject may install it first. */
const startTimeout = 240_000;

/**
 * Holds behaviours against an implementation, one test each, and prints in one line what was not asked of it and why.
 * @param open gives what the behaviours work on, on the service of this address
 */
export function describeContract<Behaviour extends string, Place extends { close(): Promise<void> }>(
  service: string,
  behaviours: Readonly<Record<Behaviour, (place: Place) => Promise<void>>>,
  subject: Subject<Behaviour>,
  open: (url: string) => Promise<Place>,
): void {
  describe(`${service} on ${subject.name}`, () => {
    let running: Service | string;
    let place: Place | undefined;
    let held = 0;
    const notAsked: string[] = [];

    beforeAll(async () => {
      running = await subject.start();
      if (typeof running !== 'string') place = await open(running.url);
    }, startTimeout);
    afterAll(async () => {
      await place?.close();
      if (typeof running !== 'string') await running.close();
      console.log(
        typeof running === 'string'
          ? `${service} on ${subject.name}: not run: ${running}`
          : [`${service} on ${subject.name}: ${held} behaviours held`, ...notAsked].join('; '),
      );
    });

    for (const [behaviour, check] of entriesOf(behaviours)) {
      test(behaviour, async ({ skip }) => {
        if (place === undefined) return skip(typeof running === 'string' ? running : 'it was not opened');
        const difference = subject.differs?.[behaviour];
        if (difference !== undefined) {
          notAsked.push(`not asked: "${behaviour}": ${difference}`);
          return skip(difference);
        }
        await check(place);
        held++;
      });
    }
  });
}

/** `Object.entries` that keeps the keys' type. */
function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  const keys = Object.keys(record).filter((key): key is Key => key in record);
  return keys.map((key) => [key, record[key]]);
}
