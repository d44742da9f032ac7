import type { Parts } from './parts.ts';

/** Where text goes. */
export interface Output {
  write(text: string): void;
  /** A terminal that a person looks at, and its width in columns. Undefined: a file or a pipe. */
  readonly terminal: { columns: number } | undefined;
}

/** All that the command line has of the process around it: tests put their own in. */
export interface Edge {
  /** How fanfold was called, for commands that it suggests. */
  readonly program: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results: the summary, the JSON object. */
  readonly stdout: Output;
  /** All else: phases, progress, problems. */
  readonly stderr: Output;
  readonly parts: Parts;
  /** Asks the person at the terminal for a yes. Undefined: nobody is there. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
  /** Aborts at the first Ctrl-C or SIGTERM. The second ends the process. */
  readonly interrupt: AbortSignal;
  /** Has something done at the second one, before the process ends; gives back what takes it back. */
  atSecondInterrupt(work: () => Promise<unknown>): () => void;
}
