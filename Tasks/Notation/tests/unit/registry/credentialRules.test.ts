import assert from 'node:assert/strict';
import { redirectProblem, tokenServiceProblem } from '../../../src/registry/credentialRules';

const SECURE = 'https://r.example';
const PLAIN = 'http://r.example:5000';

describe('tokenServiceProblem', () => {
  const table: readonly [registry: string, realm: string, isAllowed: boolean][] = [
    [SECURE, 'https://r.example/token', true],
    [SECURE, 'https://r.example:8443/token', true],
    [SECURE, 'https://auth.example/token', true],
    [SECURE, 'https://8.8.8.8/token', true],
    [SECURE, 'https://[2001:4860:4860::8888]/token', true],
    ['https://10.0.0.1:5000', 'https://10.0.0.1:5001/token', true],
    ['https://10.0.0.1:5000', 'https://10.0.0.2:5001/token', false],
    [SECURE, 'http://r.example/token', false],
    [SECURE, 'http://auth.example/token', false],
    [SECURE, 'ftp://r.example/token', false],
    [SECURE, 'file:///etc/passwd', false],
    [SECURE, 'https://user:word@auth.example/token', false],
    [SECURE, 'https://127.0.0.1/token', false],
    [SECURE, 'https://127.1/token', false],
    [SECURE, 'https://2130706433/token', false],
    [SECURE, 'https://0x7f.1/token', false],
    [SECURE, 'https://0.0.0.0/token', false],
    [SECURE, 'https://10.0.0.1/token', false],
    [SECURE, 'https://172.16.0.1/token', false],
    [SECURE, 'https://172.31.255.255/token', false],
    [SECURE, 'https://172.32.0.0/token', true],
    [SECURE, 'https://192.168.1.1/token', false],
    [SECURE, 'https://100.100.100.200/token', false],
    [SECURE, 'https://169.254.169.254/metadata', false],
    [SECURE, 'https://[::1]/token', false],
    [SECURE, 'https://[::]/token', false],
    [SECURE, 'https://[fe80::1]/token', false],
    [SECURE, 'https://[fd00:ec2::254]/latest', false],
    [SECURE, 'https://[::ffff:10.0.0.1]/token', false],
    [SECURE, 'https://[::ffff:169.254.169.254]/token', false],
    [SECURE, 'https://[64:ff9b::a9fe:a9fe]/token', false],
    [SECURE, 'https://localhost/token', false],
    [SECURE, 'https://a.localhost/token', false],
    [PLAIN, 'http://r.example:5001/token', true],
    [PLAIN, 'http://auth.example/token', false],
    [PLAIN, 'http://169.254.169.254/token', false],
    [PLAIN, 'https://auth.example/token', true],
    ['http://localhost:5000', 'http://localhost:5001/token', true],
    ['http://localhost:5000', 'http://127.0.0.1:5000/token', false],
    ['http://localhost:5000', 'https://127.0.0.1:5000/token', false],
  ];
  for (const [registry, realm, isAllowed] of table) {
    it(`R1 ${isAllowed ? 'allows' : 'refuses'} ${realm} for ${registry}`, () => {
      const problem = tokenServiceProblem(new URL(registry), new URL(realm));
      assert.equal(problem === undefined, isAllowed, problem);
    });
  }
});

describe('redirectProblem', () => {
  const table: readonly [from: string, to: string, isAllowed: boolean][] = [
    [SECURE, 'https://storage.example/blob?sig=x', true],
    [SECURE, 'https://10.0.0.1/blob', true],
    [SECURE, 'http://storage.example/blob', false],
    [SECURE, 'http://r.example/blob', false],
    [SECURE, 'https://169.254.169.254/blob', false],
    [SECURE, 'https://127.0.0.1/blob', false],
    [SECURE, 'https://localhost/blob', false],
    [SECURE, 'https://user@storage.example/blob', false],
    [SECURE, 'ftp://storage.example/blob', false],
    [PLAIN, 'http://storage.example/blob', true],
    [PLAIN, 'https://storage.example/blob', true],
    [PLAIN, 'http://169.254.169.254/blob', false],
  ];
  for (const [from, to, isAllowed] of table) {
    it(`R1 ${isAllowed ? 'follows' : 'does not follow'} ${to} from ${from}`, () => {
      const problem = redirectProblem(new URL(from), new URL(to));
      assert.equal(problem === undefined, isAllowed, problem);
    });
  }
});
