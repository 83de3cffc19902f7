import { tool } from '../../fixtures/tools';
import { type RegistryServer, startServer } from './server';

/**
 * Starts the registry of crane, empty: in memory, with the Referrers API, without any login and without TLS.
 * @throws with its output when it does not come up
 */
export function startCraneRegistry(): Promise<RegistryServer> {
  return startServer(tool('crane'), (port) => [
    ...['registry', 'serve', '--address', `127.0.0.1:${port}`],
  ]);
}
