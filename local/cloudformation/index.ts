export type { DeployedStack } from './live-stack.ts';
export { StackDeployer } from './stack-deployer.ts';
