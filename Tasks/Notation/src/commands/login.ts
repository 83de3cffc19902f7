import { type RegistryLogin, registryLogin } from '../registry/login';

/** The login of a registry's service connection, for this step; undefined where it names none. */
export async function logIn(
  containerRegistry: string | undefined,
): Promise<RegistryLogin | undefined> {
  return containerRegistry === undefined ? undefined : registryLogin(containerRegistry);
}
