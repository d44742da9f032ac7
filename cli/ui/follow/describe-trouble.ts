import * as z from 'zod';
import { cutText } from '../../format/wrap.ts';

const longest = 400;

/** Why something could not be read, on one line. */
export function describeTrouble(error: unknown): string {
  if (error instanceof z.ZodError)
    return 'another version of fanfold wrote this run, and this one can’t read it';
  if (error instanceof AggregateError && error.errors.length > 0) return describeTrouble(error.errors[0]);
  if (!(error instanceof Error)) return cutText(String(error), longest);
  return cutText(error.message === '' ? error.name : `${error.name}: ${error.message}`, longest);
}
