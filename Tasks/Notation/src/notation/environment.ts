import { lstatSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Workspace } from './workspace';
import type { NotationVersion } from './version';

/** Variables of the step that notation and its plugins do not receive, each with its reason. */
const withheld: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^INPUT_/, 'inputs of this task, secret ones among them'],
  [/^ENDPOINT_/, 'service connections, with their credentials'],
  [/^SECRET_/, 'secret variables of the pipeline'],
  [/^SECUREFILE_/, 'tickets for secure files'],
  [/^VSTS_(?!PROCESS_LOOKUP_ID$)/, 'the agent’s own; the exception marks orphans for it to end'],
  [/^SYSTEM_ACCESSTOKEN$/, 'the token of the build, good for the whole project'],
  [/^AGENT_PROXY(USERNAME|PASSWORD)$/, 'credentials of the agent’s proxy'],
  [/^AGENT_CLIENTCERT/, 'the agent’s client certificate and its password'],
  [/^CONTAINER_AUTHENTICATIONTOKEN$/, 'the registry token of the Docker task'],
  [/^NOTATION_MIRRORURL$/, 'the address of a mirror, which may hold its password'],
  [/^NOTATION_(CONFIG|LIBEXEC|CACHE|EXPERIMENTAL)$/, 'this step has directories of its own'],
];

/** Changes to an environment; undefined removes a variable. */
export type EnvironmentOverrides = Readonly<Record<string, string | undefined>>;

/**
 * Builds the environment of notation: the step's environment without the agent's internal variables,
 * and with private directories for notation. Variables of the step's `env:` stay.
 *
 * @param step the environment of the step at its start
 * @param workspace the step's private directories
 * @param version undefined before it is known: the environment then suits the oldest version
 * @param changes additional variables of this run, such as credentials
 */
export function notationEnvironment(
  step: NodeJS.ProcessEnv,
  workspace: Workspace,
  version: NotationVersion | undefined,
  ...changes: EnvironmentOverrides[]
): NodeJS.ProcessEnv {
  const passed = Object.entries(step).filter(
    ([name]) => !withheld.some(([pattern]) => pattern.test(name.toUpperCase())),
  );
  const wanted: EnvironmentOverrides[] = [
    Object.fromEntries(passed),
    {
      NOTATION_CONFIG: workspace.config,
      NOTATION_LIBEXEC: workspace.config,
      NOTATION_CACHE: workspace.cache,
    },
    // Without a home directory notation does not start, or finds no registry credentials.
    { HOME: step['HOME'] || workspace.root },
    userDirectories(step, workspace, version?.knowsDirectories === true),
    ...changes,
  ];
  const merged = wanted.flatMap((change) => Object.entries(change));
  const final = Object.entries(Object.fromEntries(merged));
  return Object.fromEntries(final.filter(([, value]) => value !== undefined));
}

/**
 * The variables that replace the user's configuration directory by the private one. Credential helpers
 * keep their settings in the user's directory, so it is replaced only where no other variable confines
 * notation:
 *
 * - notation 1.0 looks for its own directory only below it.
 * - Later versions read `insecureRegistries` of the user's config.json there, whatever
 *   NOTATION_CONFIG and `--insecure-registry=false` say (notation 1.1.0 to 2.0.0-alpha.1:
 *   cmd/notation/registry.go, pkg/configutil/once.go): where there is such a file.
 *
 * Where HOME names that directory, the directories of docker and az are set explicitly.
 */
function userDirectories(
  step: NodeJS.ProcessEnv,
  workspace: Workspace,
  knowsDirectories: boolean,
): EnvironmentOverrides {
  if (knowsDirectories && !hasUserConfig(step)) return {};
  const parent = path.dirname(workspace.config);
  if (process.platform === 'win32') return { APPDATA: parent };
  if (process.platform !== 'darwin') return { XDG_CONFIG_HOME: parent };
  const user = step['HOME'] || os.homedir();
  return {
    HOME: workspace.root,
    DOCKER_CONFIG: step['DOCKER_CONFIG'] || path.join(user, '.docker'),
    AZURE_CONFIG_DIR: step['AZURE_CONFIG_DIR'] || path.join(user, '.azure'),
  };
}

/** Whether notation would find a config.json of the user. An unreadable place counts as yes. */
function hasUserConfig(step: NodeJS.ProcessEnv): boolean {
  const parent = userConfigDirectory(step);
  if (parent === undefined) return false;
  if (!path.isAbsolute(parent)) return true;
  try {
    const file = path.join(parent, 'notation', 'config.json');
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** The directory that notation looks in, by the rule of Go's os.UserConfigDir; undefined: in a private one. */
function userConfigDirectory(step: NodeJS.ProcessEnv): string | undefined {
  // Without it, Go finds no directory, and notation uses one below the working directory.
  if (process.platform === 'win32') return step['APPDATA'] || '.';
  const home = step['HOME'];
  if (process.platform !== 'darwin' && step['XDG_CONFIG_HOME']) return step['XDG_CONFIG_HOME'];
  if (!home) return undefined;
  const below = process.platform === 'darwin' ? ['Library', 'Application Support'] : ['.config'];
  return path.join(home, ...below);
}
