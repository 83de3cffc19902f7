import { trimInvisible } from './trim';

/**
 * Splits a list at commas and line breaks. White space around items and empty items are removed.
 */
export function parseList(text: string): string[] {
  return text
    .split(/[,\r\n]/)
    .map(trimInvisible)
    .filter((item) => item !== '');
}
