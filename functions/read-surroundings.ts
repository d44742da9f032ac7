import { createDocumentClient, createS3Client } from '../aws/clients.ts';
import { createLedger } from '../aws/ledger/index.ts';
import { createObjectStore } from '../aws/object-store/index.ts';
import { functionEnvironment } from '../core/contracts/function-environment.ts';

/** What every function of a pipeline has around it, from its environment variables. Read once per execution environment. */
export function readSurroundings() {
  const environment = functionEnvironment.parse(process.env);
  return {
    environment,
    bucket: environment.FANFOLD_BUCKET,
    ledger: createLedger({
      client: createDocumentClient(),
      table: environment.FANFOLD_TABLE,
      ttlDays: environment.FANFOLD_TTL_DAYS,
    }),
    store: createObjectStore(createS3Client(environment.FANFOLD_BUCKET_OWNERS)),
  };
}
