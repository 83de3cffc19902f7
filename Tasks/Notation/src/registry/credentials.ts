import * as os from 'node:os';
import { type Credential, maskCredential } from './credential';
import { askCredentialHelper } from './credentialHelper';
import { readDockerConfig } from './dockerConfig';
import type { RegistryLogin } from './login';
import { canonicalRegistry } from '../artifacts/registryName';

/** The sources of a registry's login. */
export interface CredentialSources {
  /** The login of the step's registry service connection. It is for that registry alone. */
  readonly login: RegistryLogin | undefined;
  /** The environment of the step at its start, without the agent's own variables. */
  readonly environment: NodeJS.ProcessEnv;
  /** The user's home directory; tests replace it. */
  readonly userHome?: string;
}

/** Finds the login of a registry. */
export interface CredentialStore {
  /**
   * Reads the docker configuration where it applies to this registry, so that a broken one is reported at once.
   *
   * @throws TaskError DockerConfigUnreadable
   */
  check(registry: string): void;
  /**
   * Finds the login of a registry and masks it; undefined without a login. A helper is called once.
   *
   * @throws TaskError DockerConfigUnreadable, CredentialHelperFailed
   */
  find(registry: string): Promise<Credential | undefined>;
}

/** Logins in this order: the step's service connection, the step's variables, the docker configuration. */
export function createCredentialStore(sources: CredentialSources): CredentialStore {
  const { login, environment, userHome = os.homedir() } = sources;
  const found = new Map<string, Promise<Credential | undefined>>();
  const stepLogin = (registry: string): Credential | undefined =>
    login !== undefined && canonicalRegistry(login.registry) === canonicalRegistry(registry)
      ? { kind: 'password', username: login.username, password: login.password }
      : variableLogin(environment);
  const dockerLogin = async (registry: string): Promise<Credential | undefined> => {
    const entry = readDockerConfig(environment, userHome).loginFor(registry);
    if (entry.kind === 'none') return undefined;
    if (entry.kind === 'credential') return entry.credential;
    return askCredentialHelper({ helper: entry.helper, address: entry.address, environment });
  };
  const search = async (registry: string): Promise<Credential | undefined> => {
    const credential = stepLogin(registry) ?? (await dockerLogin(registry));
    return credential && maskCredential(credential);
  };
  return {
    check: (registry) => {
      if (stepLogin(registry) === undefined) {
        readDockerConfig(environment, userHome).loginFor(registry);
      }
    },
    find: (registry) => {
      const key = canonicalRegistry(registry);
      const pending = found.get(key) ?? search(registry);
      found.set(key, pending);
      return pending;
    },
  };
}

/** Read as in notation: a password without a user is an identity token. */
function variableLogin(environment: NodeJS.ProcessEnv): Credential | undefined {
  const { NOTATION_USERNAME: username = '', NOTATION_PASSWORD: password = '' } = environment;
  if (username !== '') return { kind: 'password', username, password };
  return password === '' ? undefined : { kind: 'identityToken', token: password };
}
