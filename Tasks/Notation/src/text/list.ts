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

/** Whether a list has an empty place before, between or behind its commas: the variable for it may be empty. */
export function hasEmptyPlace(text: string): boolean {
  return text.split(',').some((place) => trimInvisible(place) === '');
}
