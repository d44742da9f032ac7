export { nameRun, type ObjectPut, type RunName, readExecutionName, startOfEtag } from './name-run.ts';
export { describeOptions, readOptions } from './read-options.ts';
export { largestSidecar, type Sidecar } from './read-sidecar.ts';
export { whyNoRun } from './why-no-run.ts';
