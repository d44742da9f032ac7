import { startLocalCloud } from '/work/main/local/local-cloud.ts';
import { SFNClient, StartExecutionCommand, DescribeExecutionCommand } from '@aws-sdk/client-sfn';
const cloud = await startLocalCloud({ log: console.log });
let t = performance.now();
const stacks = await cloud.deploy('/tmp/synth/infra.out');
console.log('deploy', performance.now() - t, JSON.stringify(stacks, null, 1));
t = performance.now(); await cloud.deploy('/tmp/synth/infra.out'); console.log('again', performance.now() - t);
Object.assign(process.env, cloud.environment);
const sfn = new SFNClient();
const pipe = JSON.parse(await cloud.parameter('/fanfold/flight-delays'));
const items = Array.from({ length: 100 }, (_, i) => ({ delay: i, distance: 100, time: i % 24 }));
const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: pipe.stateMachineArn, input: JSON.stringify({ source: { items } }) }));
for (;;) { const d = await sfn.send(new DescribeExecutionCommand({ executionArn })); if (d.status !== 'RUNNING') { console.log(performance.now() - t, d.status, d.output, d.error, d.cause); break; } await new Promise(r => setTimeout(r, 50)); }
await cloud.close();
