import type { TopLevelSpec } from 'vega-lite';

/** Width in CSS pixels that a chart is drawn for. */
export interface ChartSize {
  readonly width: number;
  /** For a phone: fewer ticks, legends under each other. */
  readonly narrow: boolean;
}

/** A name and the CSS colour that stands for it. */
export type LegendEntry = readonly [name: string, color: string];

/** A chart of the page. It holds figures and words of this program only: nothing that a user or a task wrote. */
export interface Chart {
  /** Of the figure's `data-chart`: `unit-times`. */
  readonly name: string;
  readonly title: string;
  /** What the chart says, in words and figures, for who doesn't see it. */
  readonly alternative: string;
  /** Said under the chart. */
  readonly note?: string | undefined;
  /** What its colours stand for, where there are several. */
  readonly legend?: readonly LegendEntry[];
  /** The page's whole width or, on a wide screen, half of it. */
  readonly span: 'half' | 'full';
  readonly spec: (size: ChartSize) => TopLevelSpec;
}
