/**
 * The items of a list, separated by commas or line breaks, without the white space around them;
 * empty ones are left out.
 */
export function parseList(text: string): string[] {
  return text
    .split(/[,\r\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
