import * as os from 'node:os';
import * as path from 'node:path';
import type { Workspace } from './workspace';
import type { NotationVersion } from './version';

/** Variables of the step that notation and its plugins do not get, each with its reason. */
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
 * The environment of notation: the step's own less the agent's internals, with notation's
 * directories turned to the private ones. What a user puts into the step's `env:` stays.
 *
 * @param step the environment that the step was started with
 * @param workspace the step's private directories
 * @param version undefined while it is still to be asked for: then as for the oldest
 * @param changes what this run needs besides, such as credentials
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
    // notation does not start, or finds no registry credentials, without a home.
    { HOME: step['HOME'] || workspace.root },
    userDirectories(step, workspace, version?.knowsDirectories === true),
    ...changes,
  ];
  const merged = wanted.flatMap((change) => Object.entries(change));
  const final = Object.entries(Object.fromEntries(merged));
  return Object.fromEntries(final.filter(([, value]) => value !== undefined));
}

/**
 * The user's own directory of configurations: notation 1.0 finds its directory only below it, and
 * later ones still read from there which registries may be spoken to in plain HTTP. Where it is
 * HOME that costs too much for the latter, and docker's and az's own directories are named outright.
 */
function userDirectories(
  step: NodeJS.ProcessEnv,
  workspace: Workspace,
  knowsDirectories: boolean,
): EnvironmentOverrides {
  const parent = path.dirname(workspace.config);
  if (process.platform === 'win32') return { APPDATA: parent };
  if (process.platform !== 'darwin') return { XDG_CONFIG_HOME: parent };
  if (knowsDirectories) return {};
  const user = step['HOME'] || os.homedir();
  return {
    HOME: workspace.root,
    DOCKER_CONFIG: step['DOCKER_CONFIG'] || path.join(user, '.docker'),
    AZURE_CONFIG_DIR: step['AZURE_CONFIG_DIR'] || path.join(user, '.azure'),
  };
}
