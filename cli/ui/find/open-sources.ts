import type { RunSource } from '../follow/run-source.ts';

/** Pipelines whose runs can be shown. */
export interface OpenSources {
  /** Those that there are now. */
  sources(): Promise<readonly RunSource[]>;
  /** Where they are, for messages: `in .fanfold`, `on AWS in eu-central-1`. */
  where: string;
  close(): void;
}
