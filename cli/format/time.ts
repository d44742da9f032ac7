export { formatDuration } from '../../core/format/time.ts';
