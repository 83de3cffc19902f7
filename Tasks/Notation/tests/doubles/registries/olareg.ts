import { tool } from '../../fixtures/tools';
import { type BasicAuth, type RegistryServer, type ServerTls, startServer } from './server';

/** How olareg is to behave. */
export interface OlaregOptions {
  readonly auth?: BasicAuth;
  /** Whether it offers the Referrers API; it does by default. */
  readonly referrers?: boolean;
  readonly tls?: ServerTls | undefined;
}

/**
 * Starts an empty olareg, a registry with the Referrers API that keeps everything in memory.
 * @throws with its output when it does not come up
 */
export function startOlareg(options: OlaregOptions = {}): Promise<RegistryServer> {
  const { auth, referrers = true, tls } = options;
  const encrypted = tls ? ['--tls-cert', tls.certificatePath, '--tls-key', tls.keyPath] : [];
  const prepare = (port: number): string[] => [
    ...['serve', '--addr', '127.0.0.1', '--port', String(port)],
    ...['--store-type', 'mem', '--api-delete', '--verbosity', 'info'],
    `--api-referrer=${referrers}`,
    ...(auth ? ['--auth-static-login', `${auth.username}:${auth.password}`] : []),
    ...encrypted,
  ];
  return startServer(tool('olareg'), prepare, { tls });
}
