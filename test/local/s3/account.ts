/** Whose buckets the tests' servers have. */
export const ACCOUNT = { region: 'eu-central-1', accountId: '123456789012' };
