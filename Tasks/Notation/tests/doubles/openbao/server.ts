import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tool } from '../../fixtures/tools';
import { freePort, startServer } from '../registries/server';
import { send } from '../registry/client';

/** A real OpenBao on the loopback interface, in memory. */
export interface OpenBao {
  /** Where it speaks plain HTTP, and TLS. */
  readonly address: { readonly http: string; readonly https: string };
  /** May do everything. */
  readonly token: string;
  /** Calls its interface and gives the data of the answer. @throws Error with the answer where it refuses */
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

/**
 * Starts OpenBao with the engines `transit`, `pki` and, for its certificates, `secret`.
 * @param parent an existing folder
 * @param tls its certificate for 127.0.0.1
 * @throws with its output when it does not come up
 */
export async function startOpenBao(
  parent: string,
  tls: { readonly certificatePath: string; readonly keyPath: string },
): Promise<OpenBao> {
  const folder = mkdtempSync(path.join(parent, 'openbao-'));
  const token = `root-${randomUUID()}`;
  let https = '';
  const prepare = async (port: number): Promise<string[]> => {
    const address = `127.0.0.1:${await freePort()}`;
    https = `https://${address}`;
    const files = { tls_cert_file: tls.certificatePath, tls_key_file: tls.keyPath };
    const file = path.join(folder, 'configuration.json');
    writeFileSync(file, JSON.stringify({ listener: [{ tcp: { address, ...files } }] }));
    const dev = ['-dev', '-dev-no-store-token', `-dev-root-token-id=${token}`];
    return ['server', ...dev, `-dev-listen-address=127.0.0.1:${port}`, `-config=${file}`];
  };
  const options = { env: { HOME: folder }, probe: '/v1/sys/health' };
  const server = await startServer(tool('openbao'), prepare, options);
  const call: OpenBao['call'] = async (method, where, body) => {
    const headers = { 'X-Vault-Token': token, 'Content-Type': 'application/json' };
    const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await send(server.host, `/v1/${where}`, sent);
    const text = answer.body.toString();
    if (answer.status > 299) throw new Error(`${method} ${where}: ${answer.status} ${text}`);
    return text === '' ? {} : ((JSON.parse(text) as { data?: Record<string, unknown> }).data ?? {});
  };
  for (const type of ['transit', 'pki']) await call('POST', `sys/mounts/${type}`, { type });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { address: { http: server.url, https }, token, call, stop };
}
