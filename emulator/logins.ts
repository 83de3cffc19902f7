import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from './endpoint';

/** Who logs in where; `registry` is the key in Docker's configuration. */
export interface Login {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
  readonly email: string;
}

interface DockerConfig {
  auths: Record<string, { auth: string; email: string }>;
  HttpHeaders?: Record<string, string>;
}

/**
 * Reads the login of a Docker registry connection: the login server and service principal of ACR, or the
 * URL exactly as it was typed.
 * Source: dc: acrauthenticationtokenprovider.js, genericauthenticationtokenprovider.js.
 */
export function endpointLogin(endpoint: Endpoint): Login {
  const find = (values: Readonly<Record<string, string>>, name: string): string =>
    Object.entries(values).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
  const isAcr = find(endpoint.data ?? {}, 'registrytype').toUpperCase() === 'ACR';
  const [username, password] = isAcr
    ? (['serviceprincipalid', 'serviceprincipalkey'] as const)
    : (['username', 'password'] as const);
  const { parameters } = endpoint;
  return {
    registry: isAcr ? find(parameters, 'loginserver').toLowerCase() : find(parameters, 'registry'),
    username: find(parameters, username),
    password: find(parameters, password),
    email: find(parameters, 'email'),
  };
}

/** Docker's configuration in the temp directory of a job; dc: containerconnection.js. */
export class Logins {
  #folder: string | undefined;

  /** @param folder what DOCKER_CONFIG names; anything outside of `temp`, or without a file, counts as none */
  constructor(
    readonly temp: string,
    folder: string | undefined,
  ) {
    const usable = folder?.startsWith(temp) === true && existsSync(join(folder, 'config.json'));
    this.#folder = usable ? folder : undefined;
  }

  /** The folder of the configuration, if there is one. */
  get folder(): string | undefined {
    return this.#folder;
  }

  get registries(): string[] {
    return Object.keys(this.#read().auths);
  }

  /** Gives user name and password of a registry. */
  credentials(registry: string): { username: string; password: string } | undefined {
    const auth = this.#read().auths[registry]?.auth;
    const [username = '', ...password] = Buffer.from(auth ?? '', 'base64')
      .toString()
      .split(':');
    return auth === undefined ? undefined : { username, password: password.join(':') };
  }

  /** Adds a login; the first one makes a new folder. @returns the entry's `auth` */
  add({ registry, username, password, email }: Login): string {
    const config = this.#read();
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    config.auths[registry] = { auth, email };
    this.#folder ??= this.#create();
    this.#write(config);
    return auth;
  }

  /** Removes one login, or all. @returns whether none is left: the folder is then gone */
  remove(registry?: string): boolean {
    const config = this.#read();
    const { [registry ?? '']: removed, ...rest } = config.auths;
    if (registry !== undefined && (removed === undefined || Object.keys(rest).length > 0)) {
      this.#write({ ...config, auths: rest });
      return false;
    }
    if (this.#folder !== undefined) {
      rmSync(this.#folder, { recursive: true, force: true });
      this.#folder = undefined;
    }
    return true;
  }

  #create(): string {
    let time = Date.now();
    while (existsSync(join(this.temp, `DockerConfig_${time}`))) {
      time += 1;
    }
    const folder = join(this.temp, `DockerConfig_${time}`);
    mkdirSync(join(folder, 'trust', 'private'), { recursive: true });
    return folder;
  }

  #read(): DockerConfig {
    const empty = { auths: {}, HttpHeaders: { 'X-Meta-Source-Client': 'VSTS' } };
    return this.#folder === undefined
      ? empty
      : (JSON.parse(readFileSync(join(this.#folder, 'config.json'), 'utf8')) as DockerConfig);
  }

  #write(config: DockerConfig): void {
    if (this.#folder !== undefined) {
      writeFileSync(join(this.#folder, 'config.json'), JSON.stringify(config));
    }
  }
}
