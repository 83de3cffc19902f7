/** An authentication challenge of a registry (RFC 9110, section 11.6.1). */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service: string };

/** A parameter: a name, an equals sign, and a quoted text or a token (RFC 9110, section 5.6). */
const parameter =
  /^([!#$%&'*+.^_`|~\w-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w/:?=-]+))/;
const scheme = /^([!#$%&'*+.^_`|~\w-]+)(?:[ \t]+|$|(?=,))/;

/**
 * Reads the `WWW-Authenticate` header, which may contain several challenges. Bearer is preferred to Basic.
 *
 * @returns undefined where the header is missing, unreadable, or without a known scheme
 */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const challenges = splitChallenges(header ?? '');
  const bearer = challenges.find(({ name }) => name === 'bearer');
  const realm = bearer?.parameters.get('realm');
  if (realm !== undefined) {
    return { scheme: 'bearer', realm, service: bearer?.parameters.get('service') ?? '' };
  }
  return challenges.some(({ name }) => name === 'basic') ? { scheme: 'basic' } : undefined;
}

interface NamedParameters {
  readonly name: string;
  readonly parameters: Map<string, string>;
}

/** Empty where a part of the header is unreadable, or a challenge repeats a parameter. */
function splitChallenges(header: string): NamedParameters[] {
  const challenges: NamedParameters[] = [];
  let rest = header.replace(/^[ \t,]+/, '');
  while (rest !== '') {
    const found = parameter.exec(rest);
    const last = challenges.at(-1)?.parameters;
    if (found !== null && last !== undefined) {
      const [whole, name = '', quoted, token = ''] = found;
      const key = name.toLowerCase();
      if (last.has(key)) return [];
      last.set(key, quoted?.replace(/\\(.)/g, '$1') ?? token);
      rest = rest.slice(whole.length);
    } else {
      const [whole, name = ''] = scheme.exec(rest) ?? [];
      if (whole === undefined) return [];
      challenges.push({ name: name.toLowerCase(), parameters: new Map() });
      rest = rest.slice(whole.length);
    }
    rest = rest.replace(/^[ \t,]+/, '');
  }
  return challenges;
}
