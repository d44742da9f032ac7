import type { ParallelState } from '../definition/types.ts';
import { Document } from '../document.ts';
import { withErrorHandling } from '../execution/error-handling.ts';
import { checkSize, finish, type Outcome } from '../execution/outcome.ts';
import type { Visit } from '../execution/visit.ts';
import { runBranches, takeSavedBranches } from './branches.ts';

/** Parallel: every branch on the same input; the result is the array of their outputs. */
export function runParallel(visit: Visit<ParallelState>): Promise<Outcome> {
  const { state, thread } = visit;
  let started = false;
  return withErrorHandling(
    visit,
    async () => {
      const template = state.arguments;
      const input =
        template === undefined ? visit.input : new Document(await template.evaluate(visit.bindings()));
      checkSize(input, state.name);
      const resumed = takeSavedBranches(visit);
      if (resumed === undefined) visit.record('ParallelStateStarted');
      started = true;
      const outputs = await runBranches(visit, {
        count: state.branches.length,
        limit: state.branches.length,
        resumed,
        branchAt: async (index) => {
          const graph = state.branches[index];
          if (graph === undefined)
            throw new RangeError(`The Parallel '${state.name}' has no branch ${index}`);
          return { graph, input, map: undefined };
        },
      });
      const last = thread.previousEventId;
      visit.record('ParallelStateSucceeded');
      thread.previousEventId = last;
      const result = new Document(outputs.map(({ value }) => value));
      return await finish(visit, state, result, { result: result.value });
    },
    () => {
      if (started) visit.record('ParallelStateFailed');
    },
  );
}
