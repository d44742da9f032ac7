/** A client of its own process: connects to the state folder's daemon, says which it is, and stays until it is killed. */
import { openLocalCloud } from '../../../local/index.ts';

const cloud = await openLocalCloud({ stateDir: process.argv[2] ?? '', keep: true });
process.stdout.write(
  `${JSON.stringify({ pid: cloud.pid, endpoints: cloud.endpoints, region: cloud.region })}\n`,
);
