import { createLedger } from '../../aws/ledger/index.ts';
import { createAwsClients, destroyClients } from '../../client/clients.ts';
import { readReport } from '../../client/read-report.ts';
import type { Pilot } from '../../core/contracts/report-details.ts';
import { readCloudConnection } from '../cloud-connection.ts';
import { readPipeline } from '../find-tasks.ts';
import type { LocalCloud } from '../parts.ts';
import { listRuns } from '../ui/find/list-runs.ts';

/** What a run took whose report says so. */
export interface NewestPilot {
  runId: string;
  /** ISO time of the report's end. */
  endedAt: string;
  /** Its units' own times as the pilot has them; its items' are of all that ran. */
  pilot: Pilot;
}

/** Looks through the latest runs of a task, the newest first, for a report that has a pilot. */
export async function findPilot(cloud: LocalCloud, task: string): Promise<NewestPilot | undefined> {
  const pipeline = await readPipeline(cloud, task);
  if (pipeline === undefined) return undefined;
  const clients = createAwsClients(readCloudConnection(cloud));
  try {
    const ledger = createLedger({ client: clients.dynamodb, table: pipeline.table });
    for (const { runId } of await listRuns({ clients, pipeline, ledger }, new Map())) {
      const report = await readReport(clients.s3, pipeline.bucket, runId);
      if (report === undefined || !('prediction' in report) || report.prediction === null) continue;
      const { prediction, timing, items, utilization } = report;
      const ran = items.succeeded + items.failed;
      return {
        runId,
        endedAt: timing.endedAt,
        pilot: { ...prediction.pilot, items: ran, itemMs: utilization.busyMs / Math.max(1, ran) },
      };
    }
    return undefined;
  } finally {
    destroyClients(clients);
  }
}
