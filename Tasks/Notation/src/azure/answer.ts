/**
 * What a token service answered, as far as it is text. It may hold a token, so that nothing of it
 * may be in an error: that of JSON.parse quotes the beginning.
 *
 * @param body UTF-8, as it came
 * @throws Error where it is no JSON object
 */
export function parseAnswer(body: Buffer): Readonly<Partial<Record<string, string>>> {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    // It is told below, without what JSON.parse says.
  }
  if (typeof answer !== 'object' || answer === null) {
    throw new Error('the answer is no JSON object');
  }
  const isText = (field: [string, unknown]): field is [string, string] =>
    typeof field[1] === 'string';
  return Object.fromEntries(Object.entries(answer).filter(isText));
}
