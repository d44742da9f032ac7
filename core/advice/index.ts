export type { AdviceBasis, RunSettings, SlowEnvironment } from './advice-basis.ts';
export { advise } from './advise.ts';
export { slowEnvironmentRatio } from './environments.ts';
