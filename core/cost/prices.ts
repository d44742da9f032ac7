/**
 * AWS list prices in US dollars, us-east-1, as of September 2026. A free tier is not counted.
 * Sources: https://aws.amazon.com/lambda/pricing/ · https://aws.amazon.com/step-functions/pricing/ ·
 * https://aws.amazon.com/s3/pricing/ · https://aws.amazon.com/dynamodb/pricing/on-demand/
 */
export const prices = {
  lambdaRequest: 0.0000002,
  /** arm64, first tier. */
  lambdaGigabyteSecond: 0.0000133334,
  /** Step Functions STANDARD, each state entered and each child started. */
  stateTransition: 0.000025,
  s3Put: 0.000005,
  s3Get: 0.0000004,
  /** DynamoDB on demand, up to 1 KB written; the index doubles it. */
  ledgerWrite: 0.000000625,
  ledgerRead: 0.000000125,
} as const;
