import { downstreams } from './downstreams.ts';
import { listen } from './listen.ts';

// A process of its own: the run's own work must not hold its answers up.
const [name, runMs] = process.argv.slice(2);
const downstream = downstreams.find((each) => each.name === name);
if (downstream === undefined) throw new RangeError(`There is no downstream ${name}`);
const server = await listen(downstream, Number(runMs));
process.on('message', () => process.send?.(server.read()));
process.on('disconnect', () => void server.close());
process.send?.(server.url);
