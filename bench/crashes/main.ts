import { readOptions } from './read-options.ts';
import { runCrashes } from './run-crashes.ts';

const usage = `npm run crashes -- [--runs N] [--seed S] [--only R]
    runs a user's own machine N times (100) on the local cloud, a Task with retriers and catchers and a Distributed Map with
    a tolerance, while processes of its Lambda function are killed, exit, abort or hang, which seed S (1) decides; says
    whether each execution ended as AWS would have ended it. --only R: run R of the N, to replay it.`;

function readFlags() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}

const options = readFlags();
const bad = await runCrashes({ ...options, log: console.log });
const runs = options.only === undefined ? options.runs : 1;
console.log(`${runs - bad.length} of ${runs} runs with seed ${options.seed} ended as on AWS`);
for (const { run, schedule, problems } of bad) {
  console.log(`\nrun ${run}: ${problems.join('; ')}\n${JSON.stringify(schedule)}`);
  process.exitCode = 1;
}
