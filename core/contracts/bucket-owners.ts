import * as z from 'zod';

/** An AWS account's id. */
const accountId = z.string().regex(/^\d{12}$/, 'must be the 12 digits of an account');

/** Whose each bucket is that a pipeline works with: its own, and those that sources may lie in. */
export const bucketOwners = z.array(z.strictObject({ bucket: z.string().min(1), account: accountId }));
export type BucketOwners = z.infer<typeof bucketOwners>;

/** {@link bucketOwners} as an environment variable has them: JSON. */
export const bucketOwnersText = z.string().transform((text, context) => {
  const owners = bucketOwners.safeParse(JSON.parse(text));
  if (owners.success) return owners.data;
  context.addIssue({ code: 'custom', message: owners.error.message });
  return z.NEVER;
});

/** The account that a state machine's ARN names; undefined if it names none. */
export function accountOfArn(arn: string): string | undefined {
  const [, , , , account] = arn.split(':');
  return accountId.safeParse(account).data;
}
