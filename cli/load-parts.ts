import type { Parts } from './parts.ts';

/** The real parts. Each is imported on its first use: the command line itself stays small and starts at once. */
export function loadParts(): Parts {
  return {
    async openLocalCloud(options) {
      const { openLocalCloud } = await import('../local/daemon/index.ts');
      return openLocalCloud(options);
    },
    async synthesizeTask(options) {
      const { synthesizeTask } = await import('../infra/synthesize-task.ts');
      return synthesizeTask(options);
    },
    async describeTask(task) {
      const { describeTaskCode } = await import('./aws/describe-task-code.ts');
      return describeTaskCode(task);
    },
    async openAws(settings) {
      const { openAwsCloud } = await import('./aws/open-aws-cloud.ts');
      return openAwsCloud(settings);
    },
    async deployStack(deployment) {
      const { deployStack } = await import('./deploy/deploy-stack.ts');
      return deployStack(deployment);
    },
    async dryRun(request) {
      const { dryRun } = await import('./plan/dry-run.ts');
      return dryRun(request);
    },
    async findPilot(cloud, task) {
      const { findPilot } = await import('./plan/find-pilot.ts');
      return findPilot(cloud, task);
    },
    async findTasks(cloud, runId) {
      const { findTasks } = await import('./find-tasks.ts');
      return findTasks(cloud, runId);
    },
    async connect(cloud, pipeline, stateDir) {
      const { connectPipeline } = await import('./connect-pipeline.ts');
      return connectPipeline(cloud, pipeline, stateDir);
    },
    async connectStorage(cloud) {
      const { connectStorage } = await import('./connect-storage.ts');
      return connectStorage(cloud);
    },
    async serveUi(request) {
      const { serveUi } = await import('./ui/serve-ui.ts');
      return serveUi(request);
    },
  };
}
