import { runDownstreams } from './downstreams/run-downstreams.ts';
import { runFanIn } from './fan-in/run-fan-in.ts';
import { runLocalMap } from './local-map/run-local-map.ts';
import { readOptions } from './read-options.ts';
import { runScale } from './scale/run-scale.ts';
import { runGovern } from './sim/run-govern.ts';

const usage = `npm run bench -- fan-in [--outputs N] [--bytes N] [--rounds N] [--quick]
    merges N outputs (3,000) of N bytes together (2 GB) on the local cloud, beside cat, a Node stream concat and DuckDB, in
    so many rounds (5); tells the medians
npm run bench -- local-map [--quick]
    measures the local cloud's Distributed Map: 10,000 no-op children, memory per child in flight, growth over 100,000 units;
    fails when a promised bound is missed
npm run bench -- scale [--prices file.json]
    writes docs/scale.md: the merge of 1 TB on AWS, computed by the code that plans it; with other prices it is printed
npm run bench -- govern
    simulates adaptive concurrency and backup copies, writes the tables of docs/govern.md and docs/govern/*.svg
npm run bench -- downstreams [--quick]
    measures adaptive concurrency on the local cloud against test servers on loopback, beside fixed concurrencies; writes the
    last section of docs/govern.md and docs/govern/real-*.svg: 35 minutes of both cores; --quick: 4, writes nothing
npm run bench -- downstreams --rehearse [--seeds N | --seed N]
    the same in virtual time, a few seconds: fixed concurrencies, and adaptive concurrency with so many seeds (40); --seed:
    every decision of one run, with its reason; writes nothing`;

const [name, ...flags] = process.argv.slice(2);
switch (name) {
  case 'fan-in':
    await runFanIn(readOptions(flags));
    break;
  case 'local-map':
    if (!(await runLocalMap(flags))) process.exitCode = 1;
    break;
  case 'scale':
    await runScale(flags);
    break;
  case 'govern':
    if (!runGovern()) process.exitCode = 1;
    break;
  case 'downstreams':
    if (!(await runDownstreams(flags))) process.exitCode = 1;
    break;
  default:
    console.error(usage);
    process.exitCode = 2;
}
