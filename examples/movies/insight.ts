import { createReadStream } from 'node:fs';
import { readLines } from 'fanfold/client';
import { z } from 'zod';

/** What is needed of a row of the data set. */
const movie = z.object({ genre: z.string(), title: z.string(), budget: z.number(), returned: z.number() });
type Movie = z.infer<typeof movie>;

const genres = new Map<string, Movie[]>();
const path = process.argv[2] ?? 'out/movies/data.jsonl';
for await (const line of readLines(createReadStream(path))) {
  const row = movie.parse(JSON.parse(line));
  const group = genres.get(row.genre);
  if (group === undefined) genres.set(row.genre, [row]);
  else group.push(row);
}

const table = [...genres]
  .map(([genre, movies]) => {
    movies.sort((a, b) => a.returned - b.returned);
    const middle = movies[Math.floor(movies.length / 2)];
    return { genre, movies: movies.length, median: middle?.returned ?? 0, best: movies.at(-1)?.title ?? '' };
  })
  .sort((a, b) => b.median - a.median);

console.log('What a genre earned for each dollar of budget, half of its movies more, half less\n');
console.log('genre                 movies   median   best return');
for (const { genre, movies, median, best } of table) {
  console.log(
    `${genre.padEnd(20)}${String(movies).padStart(8)}${`$${median.toFixed(2)}`.padStart(9)}   ${best}`,
  );
}
