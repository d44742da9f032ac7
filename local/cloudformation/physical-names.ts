import { createHash } from 'node:crypto';

const SUFFIX_LENGTH = 12;

/**
 * Names a resource whose template gives no name, as CloudFormation does: `<stack>-<logical id>-<suffix>`. CloudFormation's
 * suffix is random; here it is a digest of stack and logical id, so that a stack deployed again finds its data.
 * @param maxLength of the resource type's names
 */
export function namePhysically(stackName: string, logicalId: string, maxLength: number): string {
  const room = maxLength - SUFFIX_LENGTH - 2;
  const stackRoom = Math.max(room - logicalId.length, Math.floor(room / 2));
  const stack = stackName.slice(0, stackRoom);
  const id = logicalId.slice(0, room - stack.length);
  return `${stack}-${id}-${digest(stackName, logicalId, SUFFIX_LENGTH)}`;
}

/** `<stack>/<suffix as a UUID>`: the tail of a stack's ARN. */
export function stackId(stackName: string): string {
  const hex = createHash('sha256').update(stackName).digest('hex');
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return `${stackName}/${uuid.join('-')}`;
}

/** Letters and digits that stand for a stack's logical id. */
function digest(stackName: string, logicalId: string, length: number): string {
  const hex = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex');
  return BigInt(`0x${hex}`).toString(36).toUpperCase().slice(0, length);
}
