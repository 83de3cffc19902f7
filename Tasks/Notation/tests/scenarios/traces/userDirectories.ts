import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Certificate } from '../../support/certificates';

/**
 * The directories of a user who has set up notation for himself: with a policy that verifies
 * nothing, a certificate he trusts, a default key, and a plugin that leaves a mark when it runs.
 */
export class UserDirectories {
  /** Where notation looks for its configuration, by HOME and by XDG_CONFIG_HOME. */
  readonly configurations: readonly string[];
  /** For the agent's own process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #mark: string;

  /**
   * @param root a folder that does not exist yet
   * @param certificate whose key is the default key, and whom the user trusts
   */
  constructor(
    readonly root: string,
    certificate: Certificate,
  ) {
    const home = path.join(root, 'home');
    const config = path.join(root, 'config');
    this.#mark = path.join(root, '..', `${path.basename(root)}-ran`);
    this.configurations = [path.join(home, '.config/notation'), path.join(config, 'notation')];
    this.environment = {
      HOME: home,
      XDG_CONFIG_HOME: config,
      XDG_CACHE_HOME: path.join(root, 'cache'),
      XDG_DATA_HOME: path.join(root, 'data'),
    };
    for (const configuration of this.configurations) this.#configure(configuration, certificate);
    write(path.join(home, '.docker/config.json'), '{"auths":{}}');
    write(path.join(home, '.azure/azureProfile.json'), '{"subscriptions":[]}');
    write(path.join(root, 'cache/notation/crl/list'), 'a list');
    write(path.join(root, 'data/notation/file'), 'some data');
  }

  /** Whether a planted program ran. */
  get wasRun(): boolean {
    return existsSync(this.#mark);
  }

  /** Writes a program that leaves a mark when it runs. */
  plant(file: string): void {
    write(file, `#!/bin/sh\necho "$0 $*" >> '${this.#mark}'\nexit 1\n`);
    chmodSync(file, 0o755);
  }

  #configure(folder: string, { pem, certificatePath, keyPath }: Certificate): void {
    const statement = {
      name: 'mine',
      registryScopes: ['*'],
      signatureVerification: { level: 'skip' },
    };
    const policy = { version: '1.0', trustPolicies: [statement] };
    for (const name of ['trustpolicy.json', 'trustpolicy.oci.json'])
      write(path.join(folder, name), JSON.stringify(policy));
    for (const name of ['signers', 'mine'])
      write(path.join(folder, 'truststore/x509/ca', name, 'mine.pem'), pem);
    const key = { name: 'mine', keyPath, certPath: certificatePath };
    write(path.join(folder, 'signingkeys.json'), JSON.stringify({ default: 'mine', keys: [key] }));
    write(path.join(folder, 'config.json'), '{"signatureFormat":"jws"}');
    this.plant(path.join(folder, 'plugins/azure-kv/notation-azure-kv'));
  }
}

function write(file: string, content: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}
