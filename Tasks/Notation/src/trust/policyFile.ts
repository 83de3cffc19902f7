import { createHash } from 'node:crypto';
import { TaskError, causeOf } from '../errors';
import { readBounded } from '../files/readBounded';
import { lineAt } from '../text/jsonTree';
import { PolicyProblem, type TrustPolicy, parseTrustPolicy } from './policy';

/** The largest policy file, in bytes. It fits thousands of statements. */
const MAX_POLICY_BYTES = 1024 * 1024;

/**
 * Reads a trust policy file.
 *
 * @param file absolute path
 * @throws TaskError TrustPolicyMalformed, with the line
 */
export function readTrustPolicy(file: string): TrustPolicy {
  let text = '';
  try {
    const content = readBounded(file, MAX_POLICY_BYTES);
    text = decode(content);
    const fileSha256 = createHash('sha256').update(content).digest('hex');
    return { ...parseTrustPolicy(file, text), fileSha256 };
  } catch (error) {
    const line = lineOfProblem(text, error);
    const place = line === undefined ? file : `${file}:${line}`;
    throw new TaskError('TrustPolicyMalformed', [place, causeOf(error)], { cause: error });
  }
}

/** Decodes UTF-8. A byte order mark, which notation does not accept, is removed. */
function decode(content: Buffer): string {
  const [first = 1, second = 1] = content;
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isWide || first === 0 || second === 0) {
    throw new Error('its encoding is UTF-16, notation reads UTF-8 alone: save it as UTF-8');
  }
  return content.toString('utf8').replace(/^\ufeff/, '');
}

function lineOfProblem(text: string, error: unknown): number | undefined {
  if (error instanceof PolicyProblem) return lineAt(text, error.offset);
  return error instanceof SyntaxError ? brokenLine(text) : undefined;
}

/**
 * The line number where a text stops being JSON: the first line that cannot be continued. Some versions
 * of Node do not name the position.
 */
function brokenLine(text: string): number {
  const lines = text.split('\n');
  let [good, broken] = [0, lines.length];
  while (broken - good > 1) {
    const middle = Math.floor((good + broken) / 2);
    if (isContinuable(`${lines.slice(0, middle).join('\n')}\n`)) good = middle;
    else broken = middle;
  }
  return broken;
}

function isContinuable(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const position = / at position (\d+)/.exec(causeOf(error))?.[1];
    return position === undefined
      ? causeOf(error).includes('end of JSON input')
      : Number(position) >= start.length;
  }
}
