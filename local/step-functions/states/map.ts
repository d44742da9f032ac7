import type { MapState } from '../definition/types.ts';
import { withErrorHandling } from '../execution/error-handling.ts';
import { finish, type Outcome } from '../execution/outcome.ts';
import type { Visit } from '../execution/visit.ts';
import type { DistributedMapState } from '../map-run/starter.ts';
import { runInlineMap } from './inline-map.ts';

/** Map: one iteration per item, in this execution (INLINE) or as child executions of a Map Run (DISTRIBUTED). */
export function runMap(visit: Visit<MapState>): Promise<Outcome> {
  let started = false;
  const onStarted = (): void => {
    started = true;
  };
  return withErrorHandling(
    visit,
    async () => {
      const result = isDistributed(visit)
        ? await visit.services.mapRuns.run(visit, onStarted)
        : await runInlineMap(visit, onStarted);
      return await finish(visit, visit.state, result, { result: result.value });
    },
    () => {
      if (started) visit.record('MapStateFailed');
    },
  );
}

function isDistributed(visit: Visit<MapState>): visit is Visit<DistributedMapState> {
  return visit.state.distributed !== undefined;
}
