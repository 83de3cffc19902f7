import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { TaskError, causeOf } from '../errors';
import { readBounded } from '../files/readBounded';
import type { Credential } from './credential';
import { canonicalRegistry } from '../artifacts/registryName';
import { dockerAddress } from './name';

/** The login of one registry in a docker configuration. */
export type DockerLogin =
  | { readonly kind: 'none' }
  | { readonly kind: 'credential'; readonly credential: Credential }
  /** A credential helper, and the address to ask it for. */
  | { readonly kind: 'helper'; readonly helper: string; readonly address: string };

/** A docker configuration. */
export interface DockerConfig {
  /** @throws TaskError DockerConfigUnreadable where the entry of this registry is broken */
  loginFor(registry: string): DockerLogin;
}

type JsonObject = Readonly<Partial<Record<string, unknown>>>;

const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

/** The name of a helper is a part of a program name. */
const helperName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Reads the docker configuration of DOCKER_CONFIG, or else of the user.
 *
 * @param environment the environment of the step at its start
 * @param userHome the user's home directory
 * @returns a configuration without logins where the file does not exist
 * @throws TaskError DockerConfigUnreadable
 */
export function readDockerConfig(environment: NodeJS.ProcessEnv, userHome: string): DockerConfig {
  const folder = environment['DOCKER_CONFIG'] || path.join(userHome, '.docker');
  const file = path.join(folder, 'config.json');
  if (!existsSync(file)) return { loginFor: () => ({ kind: 'none' }) };
  const refuse = (reason: string): TaskError =>
    new TaskError('DockerConfigUnreadable', [file, reason]);
  const config = parseConfig(file, refuse);
  const auths = objectOf(config, 'auths', refuse);
  const helpers = objectOf(config, 'credHelpers', refuse);
  return {
    loginFor: (registry) => {
      const [spelling, entry] = entryOf(auths, registry);
      const helper = entryOf(helpers, registry)[1] ?? (config['credsStore'] || undefined);
      if (helper !== undefined) {
        if (typeof helper !== 'string' || !helperName.test(helper)) {
          throw refuse('the name of a credential helper is malformed');
        }
        // Case-sensitive stores know the address in the spelling of the login.
        return { kind: 'helper', helper, address: spelling ?? dockerAddress(registry) };
      }
      if (entry === undefined) return { kind: 'none' };
      const credential = credentialOf(entry, () => refuse(`the login of ${registry} is malformed`));
      return credential === undefined ? { kind: 'none' } : { kind: 'credential', credential };
    },
  };
}

/** Without the message of JSON.parse, which quotes the file. */
function parseConfig(file: string, refuse: (reason: string) => TaskError): JsonObject {
  let text: string;
  try {
    text = readBounded(file, MAX_CONFIG_BYTES).toString();
  } catch (error) {
    throw refuse(causeOf(error));
  }
  if (text.trim() === '') throw refuse('it is empty');
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    throw refuse('it is not valid JSON');
  }
  if (!isObject(config)) throw refuse('it is not a JSON object');
  return config;
}

function objectOf(
  config: JsonObject,
  name: string,
  refuse: (reason: string) => TaskError,
): JsonObject {
  const value = config[name] ?? {};
  if (!isObject(value)) throw refuse(`'${name}' is not a JSON object`);
  return value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entry whose key names the registry: first in docker's own spelling, then in any other. */
function entryOf(entries: JsonObject, registry: string): [key: string | undefined, value: unknown] {
  const keys = Object.keys(entries);
  const exact = keys.find((key) => key === dockerAddress(registry) || key === registry);
  const key = exact ?? keys.find((one) => hostOf(one) === canonicalRegistry(registry));
  return [key, key === undefined ? undefined : entries[key]];
}

/** Keys may be addresses: `https://registry.example/v1/` (docker/cli: ConvertToHostname). */
function hostOf(key: string): string {
  return canonicalRegistry(key.replace(/^https?:\/\//i, '').replace(/\/.*$/, ''));
}

/** As in docker, an identity token or registry token takes precedence over user and password. */
function credentialOf(entry: unknown, malformed: () => TaskError): Credential | undefined {
  if (!isObject(entry)) throw malformed();
  const field = (name: string): string => {
    const value = entry[name] ?? '';
    if (typeof value !== 'string') throw malformed();
    return value;
  };
  if (field('registrytoken')) return { kind: 'registryToken', token: field('registrytoken') };
  if (field('identitytoken')) return { kind: 'identityToken', token: field('identitytoken') };
  const auth = field('auth');
  if (auth !== '') return decodeAuth(auth, malformed);
  const [username, password] = [field('username'), field('password')];
  return username === '' && password === '' ? undefined : { kind: 'password', username, password };
}

/** User and password in base64. docker removes trailing zero bytes (docker/cli: decodeAuth). */
function decodeAuth(auth: string, malformed: () => TaskError): Credential {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(auth.trim())) throw malformed();
  const [, username, password] =
    /^([^:]+):([\s\S]*?)\0*$/.exec(Buffer.from(auth, 'base64').toString()) ?? [];
  if (username === undefined || password === undefined) throw malformed();
  return { kind: 'password', username, password };
}
