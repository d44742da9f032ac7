export { type LambdaOptions, type LocalLambda, startLambda } from './server.ts';
