/**
 * Reads the text fields of a token service's answer. The answer may contain a token, so no error may
 * quote the answer; errors of JSON.parse quote its beginning.
 *
 * @param body the raw body, UTF-8
 * @throws Error when the body is not a JSON object
 */
export function parseAnswer(body: Buffer): Readonly<Partial<Record<string, string>>> {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    // The code below reports it, without the message of JSON.parse.
  }
  if (typeof answer !== 'object' || answer === null) {
    throw new Error('the answer is no JSON object');
  }
  const isText = (field: [string, unknown]): field is [string, string] =>
    typeof field[1] === 'string';
  return Object.fromEntries(Object.entries(answer).filter(isText));
}
