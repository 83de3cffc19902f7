import { type OutputHandlers, type Ending } from './attempt';
import { formatCommand } from './command';
import { qualifiedName, registryHost, resourceUri, splitName } from './image';
import { type ResolvedInputs, resolveInputs } from './inputs';
import type { Job } from './job';
import { type Login, Logins, endpointLogin } from './logins';
import { Restrictions } from './restrictions';
import type { StepHandle, StepOptions, Work } from './step';
import type { TaskManifest } from './task';

/** Pushes a small image to a registry and tells its digest, `sha256:...`. */
export type PushImage = (
  host: string,
  repository: string,
  tag: string,
  credentials?: { readonly username: string; readonly password: string },
) => Promise<{ readonly digest: string }>;

/** What stands in for the docker that Docker@2 calls. */
export interface Docker {
  readonly pushImage: PushImage;
  /** Leaves the digests out of RESOURCE_URIS, as `docker push --quiet` does. */
  readonly emptyDigest?: boolean;
}

export interface DockerOptions extends StepOptions {
  readonly inputs?: Readonly<Record<string, string>>;
}

const manifest: TaskManifest = {
  name: 'Docker',
  friendlyName: 'Docker',
  version: { Major: 2, Minor: 280, Patch: 0 },
  inputs: [
    { name: 'containerRegistry', type: 'connectedService:dockerregistry' },
    { name: 'repository', type: 'string' },
    { name: 'command', type: 'string', defaultValue: 'buildAndPush' },
    { name: 'Dockerfile', type: 'string', defaultValue: '**/Dockerfile', aliases: ['dockerFile'] },
    { name: 'buildContext', type: 'string', defaultValue: '**' },
    { name: 'tags', type: 'multiLine', defaultValue: '$(Build.BuildId)' },
    { name: 'arguments', type: 'string' },
    { name: 'addPipelineData', type: 'boolean', defaultValue: true },
  ],
};

/**
 * Starts Docker@2, as far as later steps can see it: its logins in DOCKER_CONFIG and RESOURCE_URIS.
 * Nothing is built; what is pushed is up to `docker`.
 * @throws Error if the registry's service connection does not exist
 * Source: tasks: DockerV2; dc: containerconnection.js.
 */
export function startDocker(job: Job, docker: Docker, options: DockerOptions): StepHandle {
  return job.startWork(dockerWork(job, docker, options), options);
}

function dockerWork(job: Job, docker: Docker, options: DockerOptions): Work {
  const inputs = resolveInputs(manifest, options.inputs ?? {}, job);
  const name = options.name ?? job.uniqueName('Docker');
  return {
    speaker: { name, outputs: [], restrictions: new Restrictions([]) },
    displayName: options.displayName ?? 'Docker',
    begin: (_listener, ears) => ({
      pid: undefined,
      // Whoever starts the step must get the time to listen.
      done: Promise.resolve().then(() => new DockerStep(job, docker, inputs, ears).perform()),
      stop: () => undefined,
      abandon: () => undefined,
    }),
  };
}

class DockerStep {
  readonly #values: Readonly<Record<string, string>>;
  readonly #login: Login | undefined;
  readonly #logins: Logins;
  readonly #uris = new Set<string>();

  constructor(
    readonly job: Job,
    readonly docker: Docker,
    inputs: ResolvedInputs,
    readonly ears: OutputHandlers,
  ) {
    const [endpoint] = inputs.endpoints;
    this.#values = inputs.values;
    this.#login = endpoint && endpointLogin(endpoint);
    this.#logins = new Logins(job.temp, job.variables.get('DOCKER_CONFIG'));
  }

  async perform(): Promise<Ending> {
    try {
      await this.#command(this.#values['command'] ?? '');
      this.#say('task.complete', { result: 'Succeeded' }, '');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#say('task.logissue', { type: 'error' }, message);
      this.#say('task.complete', { result: 'Failed' }, message);
    }
    return { exitCode: 0, signal: null };
  }

  async #command(command: string): Promise<void> {
    switch (command) {
      case 'login':
        this.#logIn();
        return;
      case 'logout':
        this.#logOut();
        return;
      case 'push':
      case 'buildAndPush':
        await this.#pushLoggedIn();
        return;
      case 'build':
        return;
      default:
        throw new Error(`The emulated Docker@2 has no command '${command}'.`);
    }
  }

  #logIn(): void {
    if (this.#login === undefined) {
      throw new Error('No Docker registry service connection is specified.');
    }
    this.#hideAuth(this.#logins.add(this.#login));
    this.#setVariable('DOCKER_CONFIG', this.#logins.folder ?? '');
  }

  #logOut(): void {
    if (this.#logins.remove(this.#login?.registry)) {
      this.#setVariable('DOCKER_CONFIG', '');
    }
  }

  /** With a registry of its own the step logs in for itself, and out again when it ends. */
  async #pushLoggedIn(): Promise<void> {
    const login = this.#login;
    const earlier = login && this.#logins.credentials(login.registry);
    if (login !== undefined) {
      this.#hideAuth(this.#logins.add(login));
    }
    try {
      await this.#push();
    } finally {
      if (login !== undefined && earlier === undefined) {
        this.#logOut();
      } else if (login !== undefined && earlier !== undefined) {
        // A login of an earlier step to the same registry is put back.
        this.#logins.add({ ...login, ...earlier });
      }
    }
  }

  async #push(): Promise<void> {
    const repository = this.#values['repository'] ?? '';
    if (repository === '') {
      this.#say('task.logissue', { type: 'warning' }, 'No repository is specified.');
      return;
    }
    const tags = (this.#values['tags'] ?? '').split(/\r?\n/).map((tag) => tag.trim());
    for (const registry of this.#registries()) {
      for (const tag of tags.filter((one) => one !== '')) {
        await this.#pushTag(qualifiedName(registry, repository), tag);
      }
    }
  }

  /** Without a registry of its own the step pushes wherever earlier steps logged in. */
  #registries(): string[] {
    if (this.#login !== undefined) {
      return [this.#login.registry];
    }
    const { registries } = this.#logins;
    return registries.length === 0 ? [''] : registries;
  }

  async #pushTag(image: string, tag: string): Promise<void> {
    const { host, repository } = splitName(image);
    const key = this.#logins.registries.find((registry) => {
      const known = registryHost(registry);
      return known === host || (known === 'index.docker.io' && host === 'docker.io');
    });
    const credentials = key === undefined ? undefined : this.#logins.credentials(key);
    const { digest } = await this.docker.pushImage(host, repository, tag, credentials);
    this.#print(`The push refers to repository [${image}]`);
    const quiet = this.docker.emptyDigest === true;
    this.#print(quiet ? `${image}:${tag}` : `${tag}: digest: ${digest} size: 1024`);
    const hex = quiet ? '' : digest.replace(/^sha256:/, '');
    // The step starts with an empty list, so that only its own images remain in the variable.
    this.#uris.add(resourceUri(`${image}:${tag}`, hex));
    this.#setVariable('RESOURCE_URIS', [...this.#uris].join(','));
  }

  #hideAuth(auth: string): void {
    const properties = { variable: 'CONTAINER_AUTHENTICATIONTOKEN', issecret: 'true' };
    this.#say('task.setvariable', properties, auth);
  }

  #setVariable(variable: string, value: string): void {
    this.#say('task.setvariable', { variable, isOutput: 'false', issecret: 'false' }, value);
  }

  #say(command: string, properties: Readonly<Record<string, string>>, data: string): void {
    this.#print(formatCommand(command, properties, data));
  }

  #print(line: string): void {
    this.ears.chunk('stdout', Buffer.from(`${line}\n`));
    this.ears.line(line);
  }
}
