import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The login that the registry of the benchmark demands. */
export const login = { username: 'builder', password: 'for the benchmark alone' };

/**
 * Writes the docker configuration of a user with that login, as `docker login` does.
 *
 * @param home the home directory of the user
 * @param registry its host and port
 */
export function writeLogin(home: string, registry: string): void {
  const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');
  const directory = path.join(home, '.docker');
  mkdirSync(directory, { recursive: true });
  const content = JSON.stringify({ auths: { [registry]: { auth } } });
  writeFileSync(path.join(directory, 'config.json'), content);
}
