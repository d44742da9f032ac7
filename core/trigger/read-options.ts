import { refuseAll } from '../errors/problems.ts';
import { showText } from '../errors/show-text.ts';
import { metadataFields, sidecarFields } from './option-fields.ts';
import { readMetadata } from './read-metadata.ts';
import { readSidecar, type Sidecar } from './read-sidecar.ts';

/** Problems named one by one; beyond that they are counted. */
const mostNamed = 20;

/**
 * Options of the run that an object starts: by its metadata, by its sidecar, or both; where both give one, the metadata's
 * holds.
 * @param uri of the object, for messages
 * @throws FanfoldError `InvalidRunInput` naming every problem of both
 */
export function readOptions(
  uri: string,
  { metadata, sidecar }: { metadata: Readonly<Record<string, string>>; sidecar: Sidecar | undefined },
): Record<string, unknown> {
  const beside = sidecar === undefined ? { options: {}, problems: [] } : readSidecar(sidecar);
  const own = readMetadata(metadata);
  const problems = [...own.problems, ...beside.problems];
  if (problems.length > 0)
    throw refuseAll('InvalidRunInput', `The options of ${showText(uri)} are not valid`, problems, mostNamed);
  return { ...beside.options, ...own.options };
}

/** What options are called, and some to paste, as a refusal tells them. */
export function describeOptions() {
  return {
    allowed: { metadata: [...metadataFields.keys()], sidecar: [...sidecarFields.keys()] },
    example: {
      metadata: { 'fanfold-max-concurrency': '8', 'fanfold-tolerated-failure-percentage': '5' },
      sidecar: { maxConcurrency: 8, toleratedFailurePercentage: 5 },
    },
  };
}
