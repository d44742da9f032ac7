/** Address of a run's page, and of what lies below it. */
export function runPath(task: string, runId: string): string {
  return `/runs/${encodeURIComponent(task)}/${encodeURIComponent(runId)}`;
}

/** Reads `/runs/<task>/<runId>` and what follows it; undefined if it is another address. */
export function readRunPath(path: string): { task: string; runId: string; rest: string } | undefined {
  const [, task, runId, rest = ''] =
    /^\/runs\/([A-Za-z0-9-]{1,64})\/([A-Za-z0-9_-]{1,60})(?:\/([a-z.]*))?$/.exec(path) ?? [];
  return task === undefined || runId === undefined ? undefined : { task, runId, rest };
}
