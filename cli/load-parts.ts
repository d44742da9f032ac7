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
    async connect(cloud, pipeline) {
      const { connectPipeline } = await import('./connect-pipeline.ts');
      return connectPipeline(cloud, pipeline);
    },
    async connectStorage(cloud) {
      const { connectStorage } = await import('./connect-storage.ts');
      return connectStorage(cloud);
    },
  };
}
