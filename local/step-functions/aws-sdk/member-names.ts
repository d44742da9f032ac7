/**
 * The name that Step Functions gives to a member of a service's API: PascalCase of the AWS SDK for Java's own name, so
 * that `executionArn` is `ExecutionArn`, `ID` is `Id` and `BOOL` is `Bool`.
 *
 * Known from: Step Functions Developer Guide, "Learning to use AWS service SDK integrations" (parameters are in
 * PascalCase); `Owner.Id` as recorded on AWS (github.com/radkawar/stackd, sdk_requests.json); `Bool` and `Nul` as users
 * saw them (github.com/aws/aws-sdk-js issue 4294, aws-sdk-js-v3 issue 4948).
 */
export function toPascalCase(member: string): string {
  if (member === 'NULL') return 'Nul';
  const lowered = lowerFirstWord(member);
  return lowered.charAt(0).toUpperCase() + lowered.slice(1);
}

/** As the AWS SDK for Java does it: `ETag` is `eTag`, `SSEKMSKeyId` is `ssekmsKeyId`. */
function lowerFirstWord(name: string): string {
  if (name === name.toUpperCase() && !/\d/.test(name)) return name.toLowerCase();
  let end = 1;
  while (end < name.length && isUpper(name, end) && !isLower(name, end + 1)) end += 1;
  return name.slice(0, end).toLowerCase() + name.slice(end);
}

function isUpper(text: string, at: number): boolean {
  return /[A-Z]/.test(text.charAt(at));
}

function isLower(text: string, at: number): boolean {
  return /[a-z]/.test(text.charAt(at));
}
