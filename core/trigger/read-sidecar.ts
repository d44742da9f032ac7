import { showValue } from '../errors/problems.ts';
import { showText } from '../errors/show-text.ts';
import { checkOption, type ReadOptions, sidecarFields } from './option-fields.ts';

/** Bytes of a sidecar at most: read whole, and all options together take less than 1 KB. */
export const largestSidecar = 64 * 1024;

/** A sidecar as it lies beside its object. */
export interface Sidecar {
  key: string;
  bytes: number;
  /** Undefined where it is larger than {@link largestSidecar}, and so wasn't read. */
  text: string | undefined;
}

/** Options in a sidecar: the execution input as JSON, without source and run id. */
export function readSidecar({ key, bytes, text }: Sidecar): ReadOptions {
  const refuse = (problem: string): ReadOptions => ({
    options: {},
    problems: [`the sidecar ${showText(key)} ${problem}`],
  });
  if (text === undefined) return refuse(`has ${bytes} bytes; it may have ${largestSidecar}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return refuse(`is no JSON: ${showText(error instanceof Error ? error.message : String(error))}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return refuse(
      `is ${showValue(parsed)}; it must be an object such as { "toleratedFailurePercentage": 5 }`,
    );
  }
  const read: ReadOptions = { options: {}, problems: [] };
  for (const [name, value] of Object.entries(parsed)) {
    const schema = sidecarFields.get(name);
    if (schema === undefined) read.problems.push(describeUnknown(name));
    else {
      read.problems.push(...checkOption(`sidecar ${name}`, schema, value));
      read.options[name] = value;
    }
  }
  return read;
}

function describeUnknown(name: string): string {
  if (name === 'source') return 'sidecar source is no option: the source is the object itself';
  if (name === 'runId') return 'sidecar runId is no option: each put names its own run';
  return `sidecar ${showText(name, 80)} is no option; the options are ${[...sidecarFields.keys()].join(', ')}`;
}
