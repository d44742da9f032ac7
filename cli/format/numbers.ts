export { countOf, formatCount, formatDollars, formatFigure, formatShare } from '../../core/format/numbers.ts';
