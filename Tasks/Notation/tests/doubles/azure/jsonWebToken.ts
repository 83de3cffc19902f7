import { type KeyObject, constants, createSign, createVerify } from 'node:crypto';

/** A JSON web token, taken apart. */
export interface JsonWebToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Makes a token signed by RS256. */
export function signToken(claims: Readonly<Record<string, unknown>>, key: KeyObject): string {
  const parts = [{ alg: 'RS256', typ: 'JWT' }, claims];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const text = signed.join('.');
  return `${text}.${createSign('sha256').update(text).sign(key, 'base64url')}`;
}

/** Takes a token apart whose signature, by RS256 or PS256, is of that key; undefined where it is not. */
export function openToken(token: string, key: KeyObject): JsonWebToken | undefined {
  const [header = '', claims = '', signature = ''] = token.split('.');
  try {
    const opened = { header: read(header), claims: read(claims) };
    const padding =
      opened.header['alg'] === 'PS256'
        ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
        : {};
    const verify = createVerify('sha256').update(`${header}.${claims}`);
    return verify.verify({ key, ...padding }, signature, 'base64url') ? opened : undefined;
  } catch {
    return undefined;
  }
}

function read(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
}
