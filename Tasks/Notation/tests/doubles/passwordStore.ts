import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tool } from '../fixtures/tools';
import type { Credentials } from './registry/credentials';

/** A real `pass` with a throw-away key of gpg, as docker-credential-pass uses it. */
export interface PasswordStore {
  /** What the helper needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Keeps a login, as `docker login` does. */
  store(host: string, credentials: Credentials): void;
  /** Ends the agent of gpg. */
  stop(): void;
}

/** Makes an empty store. @param folder a short path: gpg makes sockets below it. @throws with the output of a program that failed */
export function createPasswordStore(folder: string): PasswordStore {
  const GNUPGHOME = path.join(folder, 'gnupg');
  mkdirSync(GNUPGHOME, { recursive: true, mode: 0o700 });
  const debian = path.dirname(tool('pass'));
  const agent = path.join(debian, 'gpg-agent');
  // Only where the machine has no gpg of its own.
  const isUnpacked = existsSync(agent);
  writeFileSync(path.join(GNUPGHOME, 'gpg.conf'), isUnpacked ? `agent-program ${agent}\n` : '');
  const libraries = path.resolve(debian, '..', 'lib', 'x86_64-linux-gnu');
  const programs = [path.dirname(tool('credentialPass')), debian, process.env['PATH'] ?? ''];
  const env = {
    ...{ GNUPGHOME, PASSWORD_STORE_DIR: path.join(folder, 'store') },
    PATH: programs.join(path.delimiter),
    ...(isUnpacked && { LD_LIBRARY_PATH: libraries }),
  };
  const run = (program: string, args: readonly string[], input = ''): string =>
    execFileSync(program, args, {
      input,
      env: { ...process.env, ...env },
      stdio: 'pipe',
    }).toString();
  const quiet = ['--batch', '--pinentry-mode', 'loopback', '--passphrase', ''];
  run('gpg', [...quiet, '--quick-gen-key', 'tests', 'future-default', 'default', 'never']);
  const listed = run('gpg', ['--batch', '--with-colons', '--list-keys']);
  const [, fingerprint = ''] = /^fpr:+([0-9A-F]+):/m.exec(listed) ?? [];
  run('pass', ['init', fingerprint]);
  return {
    env,
    store: (host, { username, password }) => {
      const login = { ServerURL: host, Username: username, Secret: password };
      run('docker-credential-pass', ['store'], JSON.stringify(login));
    },
    stop: () => {
      run('gpgconf', ['--kill', 'gpg-agent']);
    },
  };
}
