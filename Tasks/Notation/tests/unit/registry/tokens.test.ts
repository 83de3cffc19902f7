import { capturedDuring, commandsIn } from '../agentLibrary';
import assert from 'node:assert/strict';
import type { Registry } from '../../doubles/registry/registry';
import { context, quiet, reader, reference } from './readers';
import { SignedImage, login, repository, user } from './signedImage';

describe('tokens of a registry', () => {
  let signed: SignedImage;
  let registry: Registry;

  async function start(kind: 'basic' | 'bearer'): Promise<void> {
    signed = await SignedImage.start({ authentication: { kind, ...user } });
    ({ registry } = signed);
  }

  afterEach(() => registry.stop());

  it('R2 are not read from an answer of more than 128 KiB, even a good one', async () => {
    await start('bearer');
    const body = { token: 'a'.repeat(40), more: 'x'.repeat(128 * 1024) };
    registry.faults = ({ kind }) => (kind === 'token' ? { status: 200, body } : undefined);
    const { code, text } = await signed.refusal({ environment: login });
    assert.equal(code, 'RegistryAnswerRefused');
    assert(text.includes(`more than ${128 * 1024} bytes`), text);
  });

  it('S5 are masked before they are sent', async () => {
    await start('bearer');
    const token = 'token-of-the-service-0123456789';
    const masked: boolean[] = [];
    registry.faults = ({ kind, headers }) => {
      if (headers.authorization === `Bearer ${token}`) masked.push(true);
      return kind === 'token' ? { status: 200, body: { token } } : undefined;
    };
    const output = await capturedDuring(async () => {
      const where = reference(registry.host, repository, 'v1');
      await reader({ environment: login })
        .resolve(where, context())
        .catch(() => undefined);
    });
    assert(masked.length > 0, 'the token was not sent');
    assert(commandsIn(output).includes(`task.setsecret]${token}`), output);
  });

  it('R1 does not send a login again that was refused before', async () => {
    await start('basic');
    const open = reader({ environment: { ...login, NOTATION_PASSWORD: 'wrong-password' } });
    const where = reference(registry.host, repository, 'v1');
    for (const sent of [2, 1]) {
      registry.requests.length = 0;
      await assert.rejects(
        quiet(() => open.resolve(where, context())),
        { code: 'RegistryUnauthorized' },
      );
      assert.equal(registry.requests.length, sent);
    }
  });
});
