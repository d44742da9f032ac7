/** Where a column's values go, with the levels that say where in the rows' nesting each stands. */
export interface ColumnSink {
  /** Takes a value; false when it isn't of the column's kind. */
  append(value: unknown, repetition: number, definition: number): boolean;
  /** Takes the place of a value that is absent. */
  skip(repetition: number, definition: number): void;
}
