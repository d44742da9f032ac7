import { defineTask } from 'fanfold';
import { z } from 'zod';

/** Was the flight late? `time` is the hour of departure, 6.5 for half past six; `delay` is in minutes. */
export default defineTask({
  name: 'flight-delays',
  input: z.object({ delay: z.number(), distance: z.number(), time: z.number() }),
  output: z.object({ hour: z.number().int().min(0).max(23), late: z.boolean(), distance: z.number() }),
  timeout: '2 seconds',
  retries: 2,
  run: async (flight) => ({
    hour: Math.floor(flight.time),
    late: flight.delay > 15,
    distance: flight.distance,
  }),
});
