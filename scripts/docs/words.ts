import type { Page } from './page';

/** Words that readers of English as a second language stumble over, and British spellings, each with the plain word. */
const plainWords: readonly (readonly [word: RegExp, plain: string])[] = [
  [/\bwho(?:m?)ever\b/i, 'everybody who'],
  [/\bmisspelt\b/i, 'misspelled'],
  [/\bmend(?:s|ed)?\b/i, 'correct'],
  [/\bbears?\b/i, 'has'],
  [/\banew\b/i, 'again'],
  [/\blest\b/i, 'so that ... not'],
  [/\bdemands?\b(?!:)/i, 'require'],
  [/\b(?:colour|behaviour|favour|honour)s?\b/i, '-or'],
  [/\b(?:organis|recognis|authoris|initialis|summaris)\w+/i, '-iz-'],
  [/\b(?:licence|centre)s?\b/i, 'license, center'],
];

/** The words of a page that have a plainer word. Code is not English: its words are not looked at. */
export function wordProblems({ name, text }: Page): string[] {
  const prose = text.replace(/^ *```[\s\S]*?^ *```/gm, '').replace(/`[^`]+`/g, '');
  return plainWords.flatMap(([word, plain]) => {
    const [found] = word.exec(prose) ?? [];
    return found === undefined ? [] : [`${name}: write '${plain}' for '${found}'`];
  });
}
