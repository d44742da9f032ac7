import type { RunProgress } from '../../client/progress.ts';

/** Shows a run while it goes on. */
export interface RunView {
  /** What is being done now, such as `uploading 9.4 MB`. The next phase or progress takes its place. */
  phase(text: string): void;
  /** How far a phase has come; shown on a terminal only. */
  step(text: string): void;
  /** A line that stays. */
  note(text: string): void;
  progress(progress: RunProgress): void;
  /** Takes away what is not to stay. */
  close(): void;
}
