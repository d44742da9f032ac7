/** Characters that AWS forbids in the name of a state machine or execution. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\ufffe\uffff\u{10000}-\u{10ffff}]/u;

/**
 * Whether a name of a state machine or an execution is one that CreateStateMachine and StartExecution take:
 * 1 to 80 characters, no white space, brackets, wildcards, control or special characters.
 */
export function isValidName(name: string): boolean {
  return name.length >= 1 && name.length <= 80 && !FORBIDDEN.test(name);
}

/** Longest label of a Distributed Map, in characters. */
const MAX_LABEL_LENGTH = 40;
const FORBIDDEN_IN_LABEL = /[\s?*<>{}[\]:;,\\|^~$#%&"`/\p{Cc}]/u;

/** What is wrong with a Distributed Map's Label, in AWS's words; undefined when nothing is. */
export function findLabelProblem(label: string): string | undefined {
  if (label.length === 0) return 'Label cannot be empty';
  if (label.length > MAX_LABEL_LENGTH) return 'Label cannot exceed 40 characters';
  const match = FORBIDDEN_IN_LABEL.exec(label);
  return match === null ? undefined : `Label contains invalid character: '${match[0]}'`;
}
