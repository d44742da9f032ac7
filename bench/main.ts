import { runFanIn } from './fan-in/run-fan-in.ts';
import { readOptions } from './read-options.ts';
import { runScale } from './scale/run-scale.ts';

const usage = `npm run bench -- fan-in [--outputs N] [--bytes N] [--quick]
    merges N outputs (3,000) of N bytes together (2 GB) on the local cloud, beside cat, a Node stream concat and DuckDB
npm run bench -- scale
    writes docs/scale.md: the merge of 1 TB on AWS, computed by the code that plans it`;

const [name, ...flags] = process.argv.slice(2);
switch (name) {
  case 'fan-in':
    await runFanIn(readOptions(flags));
    break;
  case 'scale':
    await runScale();
    break;
  default:
    console.error(usage);
    process.exitCode = 2;
}
