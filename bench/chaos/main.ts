import { readOptions } from './read-options.ts';
import { runChaos } from './run-chaos.ts';

const usage = `npm run chaos -- [--seeds N] [--seed S] [--seconds N]
    runs seeds 1 to N (10), each a run of 600 items in 40 units on a local cloud of its own in which processes are killed and
    frozen, invocations doubled and writes held back or their answers lost; proves that nothing is lost and nothing counted
    twice. --seed S: that one only. --seconds N: after N seconds no further seed is begun.`;

function readFlags() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}

const { passed, failed } = await runChaos(readFlags(), console.log);
console.log(`${passed.length} of ${passed.length + failed.length} seeds passed`);
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
