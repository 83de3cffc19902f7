import { hash } from 'bcryptjs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tool } from '../../fixtures/tools';
import { type BasicAuth, type RegistryServer, type ServerTls, startServer } from './server';

/** How the registry is to behave. */
export interface DistributionOptions {
  readonly auth?: BasicAuth;
  /** Whether manifests can be deleted; they can by default. */
  readonly deletion?: boolean;
  readonly tls?: ServerTls | undefined;
  /** Release 3, which is built, by default, or the release 2.8 of Debian. */
  readonly release?: '3' | '2.8';
}

/** Distribution takes bcrypt entries only; the lowest cost keeps every request quick. */
async function authentication(folder: string, auth: BasicAuth): Promise<object> {
  const file = path.join(folder, 'htpasswd');
  await writeFile(file, `${auth.username}:${await hash(auth.password, 4)}\n`);
  return { htpasswd: { realm: 'test', path: file } };
}

/**
 * Starts an empty distribution, what `registry:3` and `registry:2` are: in memory and without the Referrers API.
 * @throws with its output when it does not come up
 */
export async function startDistribution(
  options: DistributionOptions = {},
): Promise<RegistryServer> {
  const { auth, deletion = true, tls, release = '3' } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'distribution-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const access = auth ? { auth: await authentication(folder, auth) } : {};
    const encryption = tls && { tls: { certificate: tls.certificatePath, key: tls.keyPath } };
    const server = await startServer(
      tool(release === '3' ? 'registry' : 'dockerRegistry'),
      async (port) => {
        const configuration = path.join(folder, 'configuration.yml');
        const content = {
          version: 0.1,
          log: { level: 'info' },
          storage: { inmemory: {}, delete: { enabled: deletion } },
          http: { addr: `127.0.0.1:${port}`, secret: 'test', ...encryption },
          ...access,
        };
        // Every JSON text is YAML as well.
        await writeFile(configuration, JSON.stringify(content));
        return ['serve', configuration];
      },
      { env: { OTEL_TRACES_EXPORTER: 'none' }, tls },
    );
    return { ...server, stop: () => server.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
