import { hash } from 'bcryptjs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tool } from '../../fixtures/tools';
import { type BasicAuth, type RegistryServer, type ServerTls, startServer } from './server';

/** How olareg is to behave. */
export interface OlaregOptions {
  readonly auth?: BasicAuth;
  /** Whether it offers the Referrers API; it does by default. */
  readonly referrers?: boolean;
  readonly tls?: ServerTls | undefined;
}

/** A login on its command line would cost each request the time of a slow hash. */
async function authentication(folder: string, auth: BasicAuth): Promise<string[]> {
  const file = path.join(folder, 'logins.yml');
  const users = { [auth.username]: { cred: await hash(auth.password, 4) } };
  const access = ['read', 'write', 'delete'];
  const acls = [{ repo: '*', access, members: [auth.username] }];
  // Every JSON text is YAML as well.
  await writeFile(file, JSON.stringify({ users, acls }));
  return ['--auth-basic', file];
}

/**
 * Starts an empty olareg, a registry with the Referrers API that keeps everything in memory.
 * @throws with its output when it does not come up
 */
export async function startOlareg(options: OlaregOptions = {}): Promise<RegistryServer> {
  const { auth, referrers = true, tls } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'olareg-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const login = auth ? await authentication(folder, auth) : [];
    const encrypted = tls ? ['--tls-cert', tls.certificatePath, '--tls-key', tls.keyPath] : [];
    const prepare = (port: number): string[] => [
      ...['serve', '--addr', '127.0.0.1', '--port', String(port)],
      ...['--store-type', 'mem', '--api-delete', '--verbosity', 'info'],
      `--api-referrer=${referrers}`,
      ...login,
      ...encrypted,
    ];
    const server = await startServer(tool('olareg'), prepare, { tls });
    return { ...server, stop: () => server.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
