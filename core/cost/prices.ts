import * as z from 'zod';

const dollars = z.number().min(0);

/**
 * A table of prices, US dollars for one each. A file of this shape may stand for the built-in one, for another region, a
 * contract's prices or later ones: `readPrices`, `repriceCost`.
 */
export const priceTable = z.strictObject({
  /** AWS region that they are for. */
  region: z.string().min(1),
  /** Date on which they held, `2026-09-23`. */
  asOf: z.iso.date(),
  lambdaRequest: dollars,
  /** GB-s of a function on arm64, first tier. */
  lambdaGigabyteSecond: dollars,
  /** GB-s of a function on x86_64, first tier. */
  lambdaGigabyteSecondX86: dollars,
  /** Step Functions STANDARD: each state entered, retries too, and each child started. */
  stateTransition: dollars,
  /** Step Functions EXPRESS: each workflow started. */
  expressRequest: dollars,
  /** Step Functions EXPRESS: GB-s, in steps of 100 ms and 64 MB, first tier. */
  expressGigabyteSecond: dollars,
  /** S3 Standard: PUT, COPY, POST, LIST. */
  s3Put: dollars,
  s3Get: dollars,
  /** DynamoDB on demand: 1 KB written, to the table or to its index. */
  ledgerWrite: dollars,
  /** DynamoDB on demand: 4 KB read, strongly consistent. */
  ledgerRead: dollars,
});
export type PriceTable = z.infer<typeof priceTable>;

/**
 * AWS list prices of us-east-1, as of 23 September 2026. A free tier is not counted, nor are the lower tiers of very large bills.
 * Sources: https://aws.amazon.com/lambda/pricing/ · https://aws.amazon.com/step-functions/pricing/ ·
 * https://aws.amazon.com/s3/pricing/ · https://aws.amazon.com/dynamodb/pricing/on-demand/
 */
export const prices: Readonly<PriceTable> = Object.freeze({
  region: 'us-east-1',
  asOf: '2026-09-23',
  lambdaRequest: 0.0000002,
  lambdaGigabyteSecond: 0.0000133334,
  lambdaGigabyteSecondX86: 0.0000166667,
  stateTransition: 0.000025,
  expressRequest: 0.000001,
  expressGigabyteSecond: 0.00001667,
  s3Put: 0.000005,
  s3Get: 0.0000004,
  ledgerWrite: 0.000000625,
  ledgerRead: 0.000000125,
});
