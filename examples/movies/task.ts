import { defineTask, PermanentError } from 'fanfold';
import { z } from 'zod';

/** The data set was put together in 2011; whatever comes later is a mistake. */
const lastYear = 2011;

/** What a movie earned for each dollar that it cost. */
export default defineTask({
  name: 'movies',
  input: z.object({
    Title: z.string(),
    'Worldwide Gross': z.number(),
    'Production Budget': z.number().positive(),
    'Release Date': z.string(),
    'Major Genre': z.string().nullable(),
  }),
  output: z.object({
    title: z.string(),
    year: z.number().int(),
    genre: z.string(),
    budget: z.number(),
    gross: z.number(),
    /** Worldwide gross / budget. */
    returned: z.number(),
  }),
  timeout: '1 second',
  toleratedFailurePercentage: 5,
  run(movie) {
    const year = Number(/^[A-Z][a-z]{2} \d\d (\d{4})$/.exec(movie['Release Date'])?.[1]);
    if (!(year <= lastYear)) {
      throw new PermanentError(
        `release date ${movie['Release Date']} can't be: the data set ends in ${lastYear}`,
      );
    }
    const gross = movie['Worldwide Gross'];
    if (gross === 0) throw new PermanentError('worldwide gross is 0 dollars: it is not known');
    const budget = movie['Production Budget'];
    const genre = movie['Major Genre'] ?? 'unknown';
    return { title: movie.Title, year, genre, budget, gross, returned: gross / budget };
  },
});
