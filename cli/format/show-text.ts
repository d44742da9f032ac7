import { cutText } from './wrap.ts';

/** What a user typed, as a problem shows it: bare if that is plain, else in quotes, never long. */
export function showText(text: string): string {
  const shown = cutText(text, 80);
  return /^[^\s'"]+$/.test(shown) && shown === text ? shown : `'${shown}'`;
}
