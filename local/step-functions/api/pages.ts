import { ApiError } from './errors.ts';
import type { ApiRequest } from './request.ts';

const DEFAULT_PAGE = 100;
const MAX_PAGE = 1_000;

/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextToken: string | undefined;
}

/** How many results a call wants: 1 to 1,000, by default (and for 0) 100. */
export function pageSize(request: ApiRequest): number {
  return request.optionalNumber('maxResults', { min: 0, max: MAX_PAGE }) || DEFAULT_PAGE;
}

/** What a nextToken stands for; undefined for the first page. */
export function readToken(request: ApiRequest): string | undefined {
  const token = request.optionalText('nextToken', { min: 1, max: 3_096 });
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('after:')) throw invalidToken();
  return text.slice('after:'.length);
}

/** A nextToken that stands for the item with this key as the last one shown. */
export function writeToken(key: string): string {
  return Buffer.from(`after:${key}`).toString('base64url');
}

/** For a nextToken that this API didn't give out, or whose item is gone. */
export function invalidToken(): ApiError {
  return new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
}

/** The page of a list that the request's token stands for. Keys are unique and stay with their item. */
export function takePage<T>(items: readonly T[], keyOf: (item: T) => string, request: ApiRequest): Page<T> {
  const after = readToken(request);
  const size = pageSize(request);
  const start = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after) + 1;
  if (after !== undefined && start === 0) throw invalidToken();
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const more = start + size < items.length && last !== undefined;
  return { items: page, nextToken: more ? writeToken(keyOf(last)) : undefined };
}

/** A member that is only there when there are more pages. */
export function tokenMember(nextToken: string | undefined): { nextToken?: string } {
  return nextToken === undefined ? {} : { nextToken };
}

/** AWS's timestamps are seconds since the epoch. */
export function toSeconds(milliseconds: number): number {
  return milliseconds / 1000;
}
