import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import * as path from 'node:path';
import { useOfFolder } from '../files/folderUse';

/** The step's private directories. notation and its plugins read and write only there. */
export interface Workspace {
  readonly root: string;
  /** Trust policy, trust store and plugins. */
  readonly config: string;
  /**
   * The cache of revocation lists. The steps of a job share it; the agent empties its temp directory
   * after the job. Where a link or a folder of another user has that name, the step uses its own
   * directory.
   */
  readonly cache: string;
  /** For credentials of this step, in files with mode 0600. */
  readonly credentials: string;
  /** OCI image layouts that notation verifies. */
  readonly layouts: string;
}

const CACHE = 'notation-cache';

/** Where notation looks for plugins, below its directory. */
const PLUGINS = 'plugins';

/**
 * Creates the private directories of a step, mode 0700. The caller removes them.
 *
 * @param temp the agent's temp directory
 */
export function createWorkspace(temp: string): Workspace {
  const root = mkdtempSync(path.join(temp, 'notation-'));
  chmodSync(root, 0o700);
  // notation 1.0 finds the last part but one by XDG_CONFIG_HOME, HOME or APPDATA.
  const workspace = {
    root,
    config: path.join(root, ...configBelow(), 'notation'),
    cache: cacheDirectory(temp) ?? path.join(root, CACHE),
    credentials: path.join(root, 'credentials'),
    layouts: path.join(root, 'layouts'),
  };
  for (const directory of [workspace.config, workspace.credentials, workspace.layouts]) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }
  return workspace;
}

/**
 * Makes a further directory for trust policy and trust store below a step's private ones; all else is
 * shared, the plugins that are there already too.
 *
 * @param name one part of a path, used once
 */
export function addWorkspace(workspace: Workspace, name: string): Workspace {
  const root = path.join(workspace.root, name);
  const config = path.join(root, ...configBelow(), 'notation');
  mkdirSync(config, { recursive: true, mode: 0o700 });
  // notation 1.0 looks for plugins beside the trust policy, and nowhere else.
  const plugins = path.join(workspace.config, PLUGINS);
  if (existsSync(plugins)) symlinkSync(plugins, path.join(config, PLUGINS), 'junction');
  return { ...workspace, root, config };
}

/** The directory that the steps of a job share; notation creates it. Undefined where it is not usable. */
function cacheDirectory(temp: string): string | undefined {
  const cache = path.join(temp, CACHE);
  return ['absent', 'writing'].includes(useOfFolder(cache)) ? cache : undefined;
}

/** Removes the private directories; links in them are removed, never followed. */
export function removeWorkspace(workspace: Workspace): void {
  rmSync(workspace.root, { recursive: true, force: true, maxRetries: 3 });
}

/** notation's rule for its directory below the directory of a variable (Go: UserConfigDir). */
function configBelow(): string[] {
  return process.platform === 'darwin' ? ['Library', 'Application Support'] : ['config'];
}
