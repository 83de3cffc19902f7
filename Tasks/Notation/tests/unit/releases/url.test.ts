import { captured, commandsIn } from '../agentLibrary';
import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders, RequestOptions } from 'node:http';
import { HttpClient } from 'typed-rest-client/HttpClient';
import { type SecretlessUrl, secretlessUrl } from '../../../src/releases/url';

function split(url: string): SecretlessUrl & { masked: string[] } {
  let parts: SecretlessUrl | undefined;
  const output = captured(() => {
    parts = secretlessUrl(url);
  });
  assert(parts !== undefined);
  return {
    ...parts,
    masked: commandsIn(output).map((one) => one.replace(/^task\.setsecret\]/, '')),
  };
}

/** The request for an address, as the tool library's client makes it of these parts. */
function asked({ handlers }: SecretlessUrl, address: string): RequestOptions {
  const client = new HttpClient('test', [...handlers]) as unknown as Preparing;
  return client._prepareRequest('GET', new URL(address), {}).options;
}

interface Preparing {
  _prepareRequest(method: string, url: URL, headers: object): { options: RequestOptions };
}

describe('secretlessUrl', () => {
  const table: [title: string, url: string, address: string, query: string, masked: string[]][] = [
    ['without secrets', 'https://h/a.tar.gz', 'https://h/a.tar.gz', '', []],
    [
      'with a signature',
      'https://h/a?sv=2024-11-04&sig=abc%2Fdef%3D&v=1',
      'https://h/a',
      '?sv=2024-11-04&sig=abc%2Fdef%3D&v=1',
      ['2024-11-04', 'abc%AZP252Fdef%AZP253D', 'abc/def='],
    ],
    ['with a query without a name', 'https://h/a?token1', 'https://h/a', '?token1', ['token1']],
    ['with a query of short values', 'http://h:81/a?v=1', 'http://h:81/a', '?v=1', []],
    ['with a stray per cent sign', 'https://h/a?s=b%cd', 'https://h/a', '?s=b%cd', []],
    ['with a fragment', 'https://h/a?b=c#secret', 'https://h/a', '?b=c', []],
    ['of a bare IPv6 address', 'http://[::1]:81/a?b=c', 'http://[::1]:81/a', '?b=c', []],
  ];
  for (const [title, url, address, query, masked] of table) {
    it(`H6 takes apart one ${title}, and asks for the whole`, () => {
      const parts = split(url);
      const shown = query === '' ? address : `${address}?…`;
      assert.deepEqual([parts.address, parts.shown], [address, shown]);
      assert.deepEqual(new Set(parts.masked), new Set(masked));
      assert.equal(asked(parts, address).path, new URL(address).pathname + query);
    });
  }

  for (const elsewhere of ['https://other/a', 'https://h/b', 'https://h:444/a', 'http://h/a']) {
    it(`H6 does not send the query to ${elsewhere}, where a redirect may lead`, () => {
      assert.equal(asked(split('https://h/a?b=c'), elsewhere).path, new URL(elsewhere).pathname);
    });
  }

  it('H6 hides user and password, and keeps them for the server', () => {
    const { address, shown, handlers, masked } = split('https://me:p%40ss@h/a');
    assert.deepEqual([address, shown], ['https://h/a', 'https://h/a']);
    const basic = Buffer.from('me:p@ss').toString('base64');
    assert.deepEqual(new Set(masked), new Set(['p%AZP2540ss', 'p@ss', basic]));
    const { headers } = asked({ address, shown, handlers }, address);
    assert.equal((headers as OutgoingHttpHeaders)['Authorization'], `Basic ${basic}`);
  });

  for (const elsewhere of ['https://other/a', 'https://h:444/a', 'http://h/a']) {
    it(`H6 does not send user and password to ${elsewhere}, where a redirect may lead`, () => {
      const { headers } = asked(split('https://me:pass-word@h/a'), elsewhere);
      assert(!/authorization/i.test(Object.keys(headers as OutgoingHttpHeaders).join()));
    });
  }

  it('H6 hides a token that stands for the user, without a password', () => {
    const { address, shown, masked } = split('https://ghp_0123456789@h/a');
    assert.deepEqual([address, shown], ['https://h/a', 'https://h/a']);
    assert(masked.includes('ghp_0123456789'));
  });
});
