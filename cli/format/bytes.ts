export { formatBytes } from '../../core/format/bytes.ts';
