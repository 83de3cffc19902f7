import { captured, commandsIn, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { bypassedHost, checkProxy, networkEnvironment } from '../../../src/network/environment';

describe('networkEnvironment', () => {
  let output: string;

  afterEach(() => {
    sinon.restore();
  });

  function environmentOf(variables: Record<string, string>, step: NodeJS.ProcessEnv = {}): object {
    sinon.restore();
    sinon.stub(library, 'getVariable').callsFake((name) => {
      library.debug(`${name}=${variables[name] ?? ''}`); // as the library itself does
      return variables[name];
    });
    let environment: object = {};
    output = captured(() => {
      environment = networkEnvironment(step);
    });
    return environment;
  }

  const proxy = { 'Agent.ProxyUrl': 'http://proxy:8080' };
  const both = { HTTPS_PROXY: 'http://proxy:8080', HTTP_PROXY: 'http://proxy:8080' };
  const bypass = { ...proxy, 'Agent.ProxyBypassList': '["^https?://intern","\\\\.local$","a|b"]' };
  const authorities = { 'Agent.CAInfo': '/ca.pem' };
  const metadata = { NO_PROXY: '169.254.169.254' };
  const own = 'http://user:own-password@own:3128';

  const table: [
    title: string,
    variables: Record<string, string>,
    step: NodeJS.ProcessEnv,
    object,
  ][] = [
    ['nothing', {}, {}, metadata],
    ['a proxy', proxy, {}, { ...both, ...metadata }],
    [
      'a proxy and its exceptions',
      bypass,
      {},
      { ...both, NO_PROXY: 'intern,.local,169.254.169.254' },
    ],
    [
      "the agent's proxy, before the step's own",
      proxy,
      { HTTPS_PROXY: own },
      { ...both, ...metadata },
    ],
    [
      "the agent's proxy, before the step's own in lower case",
      proxy,
      { http_proxy: own, https_proxy: own },
      { ...both, ...metadata },
    ],
    [
      "exceptions, the step's own first",
      bypass,
      { no_proxy: 'x, y' },
      { ...both, NO_PROXY: 'x,y,intern,.local,169.254.169.254' },
    ],
    [
      "the step's proxy in one spelling",
      {},
      { https_proxy: own, Http_Proxy: 'read by nobody', no_proxy: 'x' },
      { HTTPS_PROXY: own, NO_PROXY: 'x,169.254.169.254' },
    ],
    [
      'the upper case, where both are there',
      {},
      { HTTPS_PROXY: own, https_proxy: 'http://other', NO_PROXY: 'x', no_proxy: 'y' },
      { HTTPS_PROXY: own, NO_PROXY: 'x,169.254.169.254' },
    ],
    ['the metadata service once', {}, { NO_PROXY: '169.254.169.254' }, metadata],
    ['authorities', authorities, {}, { ...metadata, SSL_CERT_FILE: '/ca.pem' }],
    [
      'authorities, where the step has some',
      authorities,
      { SSL_CERT_FILE: '/own' },
      { ...metadata, SSL_CERT_FILE: '/own' },
    ],
  ];
  for (const [title, variables, step, expected] of table) {
    it(`N6 N10 F1 S9 tells notation of ${title}`, () => {
      const changed = Object.entries({ ...step, ...environmentOf(variables, step) });
      const given = changed.filter(([, value]) => value !== undefined);
      assert.deepEqual(Object.fromEntries(given), expected);
      assert(!output.replace(/^@@vso\[task\.setsecret\].*$/gm, '').includes('own-password'));
    });
  }

  it('F1 has user and password within the address of the agent used, and masked', () => {
    const url = 'http://me:proxy-password@proxy:8080';
    const given = environmentOf({ 'Agent.ProxyUrl': url }) as Record<string, string>;
    assert.deepEqual([given['HTTPS_PROXY'], given['HTTP_PROXY']], [url, url]);
    const basic = Buffer.from('me:proxy-password').toString('base64');
    for (const secret of ['proxy-password', basic]) {
      assert(commandsIn(output).includes(`task.setsecret]${secret}`), secret);
    }
    assert(!output.replace(/^@@vso\[task\.setsecret\].*$/gm, '').includes('proxy-password'));
  });

  it('N6 puts user and password into the address, and has the password masked', () => {
    const secret = { 'Agent.ProxyUsername': 'me@corp', 'Agent.ProxyPassword': 'p@ss:w' };
    const url = 'http://me%40corp:p%40ss%3Aw@proxy:8080';
    const given = environmentOf({ ...proxy, ...secret }) as Record<string, string>;
    assert.deepEqual([given['HTTPS_PROXY'], given['HTTP_PROXY']], [url, url]);
    assert(commandsIn(output).includes('task.setsecret]p%AZP2540ss%AZP253Aw'));
    const shown = output.replace(/^@@vso\[task\.setsecret\].*$/gm, '');
    assert(!/p@ss:w|p%40ss/.test(shown), shown);
  });
});

describe('checkProxy', () => {
  afterEach(() => {
    sinon.restore();
  });

  const [url, bypass] = ['Agent.ProxyUrl', 'Agent.ProxyBypassList'] as const;
  const proxy = { [url]: 'http://proxy:8080' };
  const table: [title: string, variables: Record<string, string>, calls: boolean, none: boolean][] =
    [
      ['nothing', {}, true, true],
      ['no proxy, whatever else is set', { [bypass]: '{[' }, true, true],
      ['a proxy', proxy, true, true],
      ['a proxy and expressions', { ...proxy, [bypass]: '["^https?://a","b|c"]' }, true, true],
      ['a list that is no JSON', { ...proxy, [bypass]: '{[' }, false, false],
      ['a list of something else', { ...proxy, [bypass]: '[null]' }, false, false],
      ['an expression that is none', { ...proxy, [bypass]: '["*.example.com"]' }, false, true],
      ['an expression of .NET', { ...proxy, [bypass]: '["(?#x)a"]' }, false, true],
      ['no address', { [url]: 'proxy' }, false, false],
      ['an address without a scheme', { [url]: 'proxy:8080' }, false, false],
    ];
  for (const [title, variables, isDownloadRight, isRight] of table) {
    it(`N6 takes ${title} as it should`, () => {
      sinon.stub(library, 'getVariable').callsFake((name) => variables[name]);
      for (const [isDownloading, isTaken] of [
        [true, isDownloadRight],
        [false, isRight],
      ] as const) {
        const check = (): unknown =>
          captured(() => {
            checkProxy(isDownloading);
          });
        if (isTaken) check();
        else assert.throws(check, { code: 'ProxyMalformed' });
      }
    });
  }
});

describe('bypassedHost', () => {
  const table: [expression: string, host: string | undefined][] = [
    ['localhost', 'localhost'],
    ['^https?://registry\\.example\\.com', 'registry.example.com'],
    ['^http://registry\\.example\\.com/.*$', 'registry.example.com'],
    ['\\.example\\.com$', '.example.com'],
    ['.*\\.example\\.com', '.example.com'],
    ['10\\.0\\.0\\.1', '10.0.0.1'],
    ['registry.example.com', 'registry.example.com'],
    // As administrators write them, in the agent's .proxybypass and in handbooks.
    ['github\\.com', 'github.com'],
    ['127\\.0\\.0\\.1', '127.0.0.1'],
    ['http://localhost', 'localhost'],
    ['^(https?://)?localhost', 'localhost'],
    ['(https?):\\/\\/registry\\.local\\/', 'registry.local'],
    ['http://.*\\.corp\\.local', '.corp.local'],
    ['https://.+\\.azurecr\\.io', '.azurecr.io'],
    ['\\w+\\.azurecr\\.io', '.azurecr.io'],
    ['^https?://[^/]*\\.contoso\\.com(:\\d+)?(/.*)?$', '.contoso.com'],
    ['(.*\\.)?contoso\\.com', 'contoso.com'],
    ['^https?://([^/]+\\.)?contoso\\.com', 'contoso.com'],
    ['https?://registry\\.local:5000', 'registry.local:5000'],
    // What would say more, or less, than the expression means.
    ['.*contoso\\.com', undefined],
    ['.*contoso.*', undefined],
    ['192\\.168\\.', undefined],
    ['10\\..*', undefined],
    ['[a-z]+\\.contoso\\.com', undefined],
    ['https://contoso\\.com/DefaultCollection/.*', undefined],
    ['\\[::1\\]', undefined],
    ['*.contoso.com', undefined],
    ['(?i)contoso\\.com', undefined],
    ['(a|b)\\.example\\.com', undefined],
    ['10\\.0\\.\\d+\\.1', undefined],
    ['.*', undefined],
    ['', undefined],
  ];
  for (const [expression, host] of table) {
    it(`N6 says of '${expression}': ${host ?? 'nothing'}`, () => {
      assert.equal(bypassedHost(expression), host);
    });
  }
});
