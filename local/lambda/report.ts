import type { ExceededLimit } from './limits.ts';

/** What an invocation used. */
export interface InvocationReport {
  requestId: string;
  /** Milliseconds that the environment took to start and load the handler; undefined in a warm one. */
  initMs: number | undefined;
  /** Milliseconds that the handler ran. */
  runMs: number;
  /** MiB. */
  memorySize: number;
  /** Bytes. */
  maxMemoryUsed: number;
  exceeded: ExceededLimit | undefined;
  /** Of a failed invocation. */
  errorType: string | undefined;
}

/**
 * Lambda's REPORT line. Init is billed as the run is, to the next millisecond (since August 2025), and errors that the
 * handler threw are no status: only the platform's own are.
 */
export function formatReport(report: InvocationReport): string {
  const { initMs, runMs } = report;
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${runMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(runMs + (initMs ?? 0))} ms`,
    `Memory Size: ${report.memorySize} MB`,
    `Max Memory Used: ${Math.ceil(report.maxMemoryUsed / 1024 ** 2)} MB`,
  ];
  if (initMs !== undefined) {
    fields.push(`Init Duration: ${initMs.toFixed(2)} ms`);
  }
  if (report.exceeded === 'timeout') {
    fields.push('Status: timeout');
  } else if (report.exceeded === 'out-of-memory') {
    fields.push('Status: error', 'Error Type: Runtime.OutOfMemory');
  } else if (report.errorType !== undefined && /^(Runtime|Function|Sandbox)\./.test(report.errorType)) {
    fields.push('Status: error', `Error Type: ${report.errorType}`);
  }
  return `${fields.join('\t')}\t`;
}
