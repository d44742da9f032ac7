/** What the summary needs besides the run's result. */
export interface SummaryContext {
  /** Command that continues this run. */
  continueWith: string;
  /** The same without its tolerance. */
  continueWithoutTolerance: string;
  /** Shows a path as the user would type it. */
  showPath: (path: string) => string;
}
