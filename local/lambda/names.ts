import type { LocalAccount } from '../ports.ts';

/** ARN of a function, unqualified. */
export function functionArn(account: LocalAccount, functionName: string): string {
  return `arn:aws:lambda:${account.region}:${account.accountId}:function:${functionName}`;
}

/** A function as callers of Lambda's API name it. */
export interface FunctionReference {
  functionName: string;
  /** `$LATEST`, a version or an alias; undefined when the name has none. */
  qualifier: string | undefined;
}

/**
 * Reads the forms of `FunctionName` that Lambda's API takes: name, partial ARN (`<account>:function:<name>`) and ARN,
 * each with or without a qualifier.
 * @returns undefined when the text is none of these, or names another account or region
 */
export function parseFunctionReference(text: string, account: LocalAccount): FunctionReference | undefined {
  const form =
    /^(?:(?:arn:(?:aws[a-zA-Z-]*):lambda:(?<region>[a-z0-9-]+):)?(?<accountId>\d{12}):function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;
  const { region, accountId, name, qualifier } = form.exec(text)?.groups ?? {};
  const foreign =
    (region !== undefined && region !== account.region) ||
    (accountId !== undefined && accountId !== account.accountId);
  return name === undefined || foreign ? undefined : { functionName: name, qualifier };
}
