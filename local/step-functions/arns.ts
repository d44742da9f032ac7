import type { LocalAccount } from '../ports.ts';

/** `arn:aws:states:<region>:<account>:stateMachine:<name>`, or `…:<name>/<label>` for the children of a Map Run. */
export function stateMachineArn(account: LocalAccount, name: string, label?: string): string {
  return `${prefix(account)}:stateMachine:${labelled(name, label)}`;
}

/** ARN of a STANDARD execution; with a label, of a Map Run's STANDARD child. */
export function executionArn(account: LocalAccount, machine: string, name: string, label?: string): string {
  return `${prefix(account)}:execution:${labelled(machine, label)}:${name}`;
}

/** ARN of a Map Run's EXPRESS child. */
export function expressChildArn(
  account: LocalAccount,
  machine: string,
  label: string,
  name: string,
  id: string,
): string {
  return `${prefix(account)}:express:${labelled(machine, label)}:${name}:${id}`;
}

/** `arn:aws:states:<region>:<account>:mapRun:<machine>/<label>:<uuid>` */
export function mapRunArn(account: LocalAccount, machine: string, label: string, id: string): string {
  return `${prefix(account)}:mapRun:${labelled(machine, label)}:${id}`;
}

/** What an ARN of Step Functions says; undefined when it is none. */
export type ParsedArn =
  | { kind: 'stateMachine'; machine: string; label?: string; qualifier?: string }
  | { kind: 'execution' | 'express'; machine: string; label?: string; name: string; id?: string }
  | { kind: 'mapRun'; machine: string; label: string; id: string };

/** Takes an ARN apart; undefined when it isn't one of Step Functions' kinds. */
export function parseArn(arn: string): ParsedArn | undefined {
  const match =
    /^arn:aws[a-z-]*:states:[^:]*:[^:]*:(stateMachine|execution|express|mapRun):([^:/]+)(?:\/([^:]+))?(?::([^:]+))?(?::([^:]+))?$/.exec(
      arn,
    );
  if (match === null) return undefined;
  const [, kind, machine, label, first, second] = match;
  if (machine === undefined) return undefined;
  const labelPart = label === undefined ? {} : { label };
  if (kind === 'stateMachine' && second === undefined) {
    return { kind, machine, ...labelPart, ...(first === undefined ? {} : { qualifier: first }) };
  }
  if (kind === 'mapRun' && label !== undefined && first !== undefined && second === undefined) {
    return { kind, machine, label, id: first };
  }
  if ((kind === 'execution' || kind === 'express') && first !== undefined) {
    return { kind, machine, ...labelPart, name: first, ...(second === undefined ? {} : { id: second }) };
  }
  return undefined;
}

function prefix(account: LocalAccount): string {
  return `arn:aws:states:${account.region}:${account.accountId}`;
}

function labelled(machine: string, label: string | undefined): string {
  return label === undefined ? machine : `${machine}/${label}`;
}
