import type { CostLine } from '../contracts/report-details.ts';
import type { PriceTable } from './prices.ts';

/** A kind of line on a bill: what it is called, what it is counted in, and its price in the table. */
export interface LineKind {
  what: string;
  unit: string;
  price: Exclude<keyof PriceTable, 'region' | 'asOf'>;
}

/** All kinds of lines. */
export const lineKinds = {
  unitRequests: { what: 'Lambda requests, units', unit: 'requests', price: 'lambdaRequest' },
  unitCompute: { what: 'Lambda compute, units', unit: 'GB-s', price: 'lambdaGigabyteSecond' },
  unitComputeX86: {
    what: 'Lambda compute on x86_64, units',
    unit: 'GB-s',
    price: 'lambdaGigabyteSecondX86',
  },
  otherRequests: { what: 'Lambda requests, others', unit: 'requests', price: 'lambdaRequest' },
  otherCompute: { what: 'Lambda compute, others (at most)', unit: 'GB-s', price: 'lambdaGigabyteSecond' },
  otherComputeX86: {
    what: 'Lambda compute on x86_64, others (at most)',
    unit: 'GB-s',
    price: 'lambdaGigabyteSecondX86',
  },
  transitions: { what: 'Step Functions state transitions', unit: 'transitions', price: 'stateTransition' },
  expressRequests: { what: 'Step Functions Express requests', unit: 'requests', price: 'expressRequest' },
  expressDuration: {
    what: 'Step Functions Express duration',
    unit: 'GB-s',
    price: 'expressGigabyteSecond',
  },
  puts: { what: 'S3 PUT, COPY, POST', unit: 'requests', price: 's3Put' },
  gets: { what: 'S3 GET', unit: 'requests', price: 's3Get' },
  ledgerWrites: { what: 'DynamoDB writes', unit: 'writes', price: 'ledgerWrite' },
  ledgerReads: { what: 'DynamoDB reads', unit: 'reads', price: 'ledgerRead' },
} as const satisfies Record<string, LineKind>;

/** A line of a bill. */
export function makeLine({ what, unit, price }: LineKind, quantity: number, prices: PriceTable): CostLine {
  return { what, quantity, unit, price: prices[price], usd: quantity * prices[price] };
}
