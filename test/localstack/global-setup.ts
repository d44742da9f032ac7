import type { TestProject } from 'vitest/node';
import { openLocalStack, PythonUnavailable } from './server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The LocalStack of this run; a text says why there is none. */
    localStack: { url: string; title: string; services: readonly string[] } | string;
  }
}

/** Finds or starts LocalStack once for all test files, and stops what it started. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    const { close, url, title, services } = await openLocalStack();
    project.provide('localStack', { url, title, services });
    console.log(`Testing on ${title}; its services: ${services.toSorted().join(', ')}`);
    return close;
  } catch (error) {
    if (!(error instanceof PythonUnavailable)) throw error;
    project.provide('localStack', `no LocalStack: ${error.message}`);
    return async () => {};
  }
}
