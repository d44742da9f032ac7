import { createReadStream } from 'node:fs';
import { readLines } from 'fanfold/client';
import { z } from 'zod';

/** A row of the data set. */
const flight = z.object({ hour: z.number(), late: z.boolean(), distance: z.number() });

const hours = Array.from({ length: 24 }, () => ({ flights: 0, late: 0 }));
const path = process.argv[2] ?? 'out/flight-delays/data.jsonl';
for await (const line of readLines(createReadStream(path))) {
  const row = flight.parse(JSON.parse(line));
  const hour = hours[row.hour];
  if (hour === undefined) continue;
  hour.flights++;
  if (row.late) hour.late++;
}

console.log('When flights are late: more than 15 minutes, by hour of departure\n');
console.log(' hour   flights      late');
for (const [hour, { flights, late }] of hours.entries()) {
  if (flights === 0) continue;
  const percent = (100 * late) / flights;
  const columns = [
    `${hour}:00`.padStart(5),
    flights.toLocaleString('en-US').padStart(9),
    `${percent.toFixed(1)} %`.padStart(9),
    '█'.repeat(Math.round(percent / 2)),
  ];
  console.log(columns.join(' ').trimEnd());
}
