import { formatReport, type InvocationReport } from './report.ts';

/** In which format Lambda writes a function's log. */
export type LogFormat = 'JSON' | 'Text';

/** What Lambda itself writes into a function's log. */
export interface PlatformLines {
  /** An environment starts. */
  initStart(version: string): string[];
  start(requestId: string): string[];
  /** The environment ended before the invocation did. */
  ended(requestId: string, message: string): string[];
  report(report: InvocationReport): string[];
}

const text: PlatformLines = {
  initStart: (version) => [`INIT_START Runtime Version: ${version}`],
  start: (requestId) => [`START RequestId: ${requestId} Version: $LATEST`],
  ended: (_, message) => [`${new Date().toISOString()} ${message}`],
  report: (report) => [`END RequestId: ${report.requestId}`, formatReport(report)],
};

/**
 * Events of Lambda's Telemetry API that its JSON format writes at level INFO; there is none for END
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html).
 */
const json: PlatformLines = {
  initStart: (runtimeVersion) =>
    platform('initStart', { initializationType: 'on-demand', phase: 'init', runtimeVersion }),
  start: (requestId) => platform('start', { requestId, version: '$LATEST' }),
  ended: (requestId, message) => [
    JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', message, requestId }),
  ],
  report: (report) => platform('report', describeReport(report)),
};

/** What Lambda writes of a function whose log has this format. */
export function platformLines(format: LogFormat = 'Text'): PlatformLines {
  return format === 'JSON' ? json : text;
}

function platform(type: string, record: object): string[] {
  return [JSON.stringify({ time: new Date().toISOString(), type: `platform.${type}`, record })];
}

function describeReport({
  requestId,
  initMs,
  runMs,
  memorySize,
  maxMemoryUsed,
  exceeded,
  errorType,
}: InvocationReport) {
  const status = exceeded === 'timeout' ? 'timeout' : errorType === undefined ? 'success' : 'error';
  return {
    requestId,
    metrics: {
      durationMs: hundredths(runMs),
      billedDurationMs: Math.ceil(runMs + (initMs ?? 0)),
      memorySizeMB: memorySize,
      maxMemoryUsedMB: Math.ceil(maxMemoryUsed / 1024 ** 2),
      ...(initMs !== undefined && { initDurationMs: hundredths(initMs) }),
    },
    status,
    ...(status === 'error' && {
      errorType: exceeded === 'out-of-memory' ? 'Runtime.OutOfMemory' : errorType,
    }),
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
