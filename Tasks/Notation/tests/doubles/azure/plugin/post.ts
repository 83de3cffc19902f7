import { HttpClient } from 'typed-rest-client/HttpClient';

// What the library warns of would stand before the error that the contract wants on standard error.
process.noDeprecation = true;

/** Posts JSON with a token, by the proxy that HTTPS_PROXY names. */
export async function post(
  url: string,
  token: string,
  body: string,
): Promise<{ status: number; text: string }> {
  const { origin, username, password } = new URL(process.env['HTTPS_PROXY'] ?? '');
  const proxy = {
    proxyUrl: origin,
    proxyUsername: decodeURIComponent(username),
    proxyPassword: decodeURIComponent(password),
  };
  const client = new HttpClient('plugin', [], { proxy });
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const response = await client.post(url, body, headers);
  return { status: response.message.statusCode ?? 0, text: await response.readBody() };
}
