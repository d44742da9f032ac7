import type { DistributedMap, MapState } from '../definition/types.ts';
import type { Document } from '../document.ts';
import type { Visit } from '../execution/visit.ts';

/** A Map state in mode DISTRIBUTED. */
export type DistributedMapState = MapState & { distributed: DistributedMap };

/** The door from the Map state into Map Runs. */
export interface MapRunStarter {
  /**
   * Runs a Map Run and waits for its end.
   * @param onStarted called when MapStateStarted is recorded: from then on a failure is one of the Map state
   * @returns the Map state's result: where the results are, or the results themselves
   * @throws StatesError when the run failed
   */
  run(visit: Visit<DistributedMapState>, onStarted: () => void): Promise<Document>;
}
