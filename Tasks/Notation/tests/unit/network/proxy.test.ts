import { captured, commandsIn, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { readProxySettings } from '../../../src/network/agentProxy';
import { type ProxySettings, proxyFor } from '../../../src/network/proxy';
import { proxyTable } from './proxyTable';

function chosen(url: string, settings: ProxySettings): string | undefined {
  return proxyFor(new URL(url), settings)?.href.replace(/\/$/, '');
}

describe('proxyFor', () => {
  for (const [environment, url, proxy] of proxyTable) {
    it(`F1 takes ${proxy ?? 'none'} for ${url} by ${JSON.stringify(environment)}`, () => {
      assert.equal(chosen(url, { environment }), proxy);
    });
  }

  it('F1 connects to no server directly where the address of the proxy is broken, as Go', () => {
    for (const HTTPS_PROXY of ['http://pro xy:1', 'http://proxy:port', 'http://']) {
      assert(chosen('https://r.example/', { environment: { HTTPS_PROXY } })?.startsWith('http://'));
    }
  });

  it('F1 refuses HTTP_PROXY in a CGI request, as Go does', () => {
    const environment = { HTTP_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' };
    assert.throws(() => chosen('http://r.example/', { environment }), { kind: 'proxy' });
  });

  for (const environment of [
    { HTTP_PROXY: 'http://p:1' },
    { HTTP_PROXY: 'http://p:1', NO_PROXY: 'r.example' },
  ]) {
    it(`S9 never asks the metadata service through a proxy (${Object.keys(environment).join()})`, () => {
      const url = 'http://169.254.169.254/metadata/identity/oauth2/token';
      assert.equal(chosen(url, { environment }), undefined);
      const agent = { address: 'http://agent:1', bypass: [] };
      assert.equal(chosen(url, { agent, environment }), undefined);
    });
  }

  it('F1 takes the agent’s settings first, and its bypass list and NO_PROXY for both', () => {
    const environment = { HTTPS_PROXY: 'http://s:2', NO_PROXY: 'n.example' };
    const agent = { address: 'http://agent:1', bypass: [/^https:\/\/b\.example/i] };
    assert.equal(chosen('https://r.example/', { agent, environment }), 'http://agent:1');
    assert.equal(chosen('http://r.example/', { agent, environment }), 'http://agent:1');
    assert.equal(chosen('https://B.example/', { agent, environment }), undefined);
    assert.equal(chosen('https://n.example/', { agent, environment }), undefined);
    assert.equal(chosen('https://localhost:1/', { agent, environment }), undefined);
  });
});

describe('proxyFor and Go', () => {
  let folder: string;
  let program: string;

  before(function () {
    if (spawnSync('go', ['version']).status !== 0) {
      console.log('skipped, go not found: the table alone was checked');
      this.skip();
    }
    this.timeout(120_000);
    folder = mkdtempSync(path.join(tmpdir(), 'proxy-go-'));
    program = path.join(folder, 'proxy');
    const source = [
      'package main',
      'import ("fmt"; "net/http"; "os")',
      'func main() {',
      '  request, err := http.NewRequest("GET", os.Args[1], nil)',
      '  if err != nil { panic(err) }',
      '  proxy, err := http.ProxyFromEnvironment(request)',
      '  if err != nil { panic(err) }',
      '  if proxy != nil { fmt.Print(proxy) }',
      '}',
    ];
    writeFileSync(path.join(folder, 'main.go'), source.join('\n'));
    execFileSync('go', ['build', '-o', program, 'main.go'], { cwd: folder });
  });

  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('F1 agree on each line of the table', () => {
    for (const [environment, url, proxy] of proxyTable) {
      const answer = execFileSync(program, [url], { env: environment }).toString();
      assert.equal(answer, proxy ?? '', `${url} ${JSON.stringify(environment)}`);
    }
  });
});

describe('readProxySettings', () => {
  afterEach(() => {
    sinon.restore();
  });

  function settingsOf(variables: Readonly<Record<string, string>>, environment = {}) {
    sinon.stub(library, 'getVariable').callsFake((name) => variables[name]);
    let settings: ProxySettings | undefined;
    const output = captured(() => {
      settings = readProxySettings(environment);
    });
    assert(settings !== undefined);
    return { settings, masked: commandsIn(output).map((one) => one.replace(/^.*?\]/, '')) };
  }

  it('F1 counts user and password within the address of the agent’s proxy, and masks them', () => {
    const { settings, masked } = settingsOf({ 'Agent.ProxyUrl': 'http://user:pass-word@proxy:1' });
    assert.equal(settings.agent?.address, 'http://user:pass-word@proxy:1/');
    assert.deepEqual(masked, ['pass-word', Buffer.from('user:pass-word').toString('base64')]);
  });

  it('F1 takes user and password from their own variables first', () => {
    const { settings } = settingsOf({
      'Agent.ProxyUrl': 'http://old:old@proxy:1',
      'Agent.ProxyUsername': 'us er',
      'Agent.ProxyPassword': 'p@ss',
      'Agent.ProxyBypassList': '["^https://b"]',
    });
    assert.equal(settings.agent?.address, 'http://us%20er:p%40ss@proxy:1/');
    assert.equal(settings.agent.bypass[0]?.test('HTTPS://B.example'), true);
  });

  it('S5 masks the password of a proxy in the environment', () => {
    const environment = { https_proxy: 'http://user:pass%2Dword@proxy:1' };
    const { settings, masked } = settingsOf({}, environment);
    assert.equal(settings.agent, undefined);
    assert(masked.includes('pass-word'));
    assert(masked.includes(Buffer.from('user:pass-word').toString('base64')));
  });

  it('F1 passes over an expression that is none, as the agent does', () => {
    const list = '["(", "^https://b"]';
    const { settings } = settingsOf({
      'Agent.ProxyUrl': 'http://p',
      'Agent.ProxyBypassList': list,
    });
    assert.deepEqual(
      settings.agent?.bypass.map(({ source }) => source),
      ['^https:\\/\\/b'],
    );
  });

  for (const [name, variables] of [
    ['address', { 'Agent.ProxyUrl': 'http://' }],
    ['list', { 'Agent.ProxyUrl': 'http://p', 'Agent.ProxyBypassList': 'x' }],
  ] as const) {
    it(`refuses a broken ${name}`, () => {
      assert.throws(() => settingsOf(variables), { code: 'ProxyMalformed' });
    });
  }
});
