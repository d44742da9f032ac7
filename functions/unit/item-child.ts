import task from 'fanfold:task';
import { frameType } from '../../core/item-frames/frame.ts';
import { describeError } from '../../core/item-frames/messages.ts';
import { logJson } from '../logging/json-console.ts';
import { ItemLog } from './child/item-log.ts';
import { ParentPipe } from './child/parent-pipe.ts';
import { runItems } from './child/run-items.ts';

/** Entry of the item process: the only place where a user's code runs. */
const pipe = new ParentPipe();
const log = new ItemLog();
logJson(() => log.fields);

process.on('uncaughtException', (error) => {
  pipe.send({ type: frameType.fault, payload: Buffer.from(JSON.stringify(describeError('crashed', error))) });
  process.exit(70);
});

runItems(task, pipe, log);
