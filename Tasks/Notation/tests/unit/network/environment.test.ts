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

  const table: [
    title: string,
    variables: Record<string, string>,
    step: NodeJS.ProcessEnv,
    object,
  ][] = [
    ['nothing', {}, {}, {}],
    ['a proxy', proxy, {}, both],
    ['a proxy and its exceptions', bypass, {}, { ...both, NO_PROXY: 'intern,.local' }],
    ['a proxy, where the step has one', bypass, { HTTPS_PROXY: 'http://own' }, {}],
    ['a proxy, where the step has one in lower case', proxy, { http_proxy: 'http://own' }, {}],
    ['exceptions, where the step has some', bypass, { no_proxy: 'x' }, both],
    ['authorities', authorities, {}, { SSL_CERT_FILE: '/ca.pem' }],
    ['authorities, where the step has some', authorities, { SSL_CERT_FILE: '/own' }, {}],
  ];
  for (const [title, variables, step, expected] of table) {
    it(`N6 tells notation of ${title}`, () => {
      assert.deepEqual(environmentOf(variables, step), expected);
    });
  }

  it('N6 puts user and password into the address, and has the password masked', () => {
    const secret = { 'Agent.ProxyUsername': 'me@corp', 'Agent.ProxyPassword': 'p@ss:w' };
    const url = 'http://me%40corp:p%40ss%3Aw@proxy:8080';
    assert.deepEqual(environmentOf({ ...proxy, ...secret }), { HTTPS_PROXY: url, HTTP_PROXY: url });
    assert.deepEqual(commandsIn(output), ['task.setsecret]p%AZP2540ss%AZP253Aw']);
    assert(!output.includes('p@ss:w'));
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
      ['an address without a scheme', { [url]: 'proxy:8080' }, false, true],
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
