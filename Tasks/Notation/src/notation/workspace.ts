import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import * as path from 'node:path';
import { useOfFolder } from '../files/folderUse';

/** The step's private directories: all that notation and its plugins read and write locally. */
export interface Workspace {
  readonly root: string;
  /** Trust policy, trust store and plugins. */
  readonly config: string;
  /**
   * Revocation lists: shared by the steps of a job, for the agent empties its temp directory after it.
   * Where a link or another user's folder has that name, a directory of this step.
   */
  readonly cache: string;
  /** Where credentials of this step may lie, in files 0600. */
  readonly credentials: string;
  /** OCI image layouts that notation verifies. */
  readonly layouts: string;
}

const CACHE = 'notation-cache';

/** Where notation looks for plugins, below its directory. */
const PLUGINS = 'plugins';

/**
 * Makes the private directories of a step, mode 0700. Whoever makes them removes them.
 *
 * @param temp the agent's temp directory
 */
export function createWorkspace(temp: string): Workspace {
  const root = mkdtempSync(path.join(temp, 'notation-'));
  chmodSync(root, 0o700);
  // The last but one part is what notation 1.0 finds by XDG_CONFIG_HOME, HOME or APPDATA.
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

/** The directory that the steps of a job share; notation makes it. Undefined: it is not usable. */
function cacheDirectory(temp: string): string | undefined {
  const cache = path.join(temp, CACHE);
  return ['absent', 'writing'].includes(useOfFolder(cache)) ? cache : undefined;
}

/** Removes the private directories; links in them are removed, never followed. */
export function removeWorkspace(workspace: Workspace): void {
  rmSync(workspace.root, { recursive: true, force: true, maxRetries: 3 });
}

/** notation's own rule for its directory below the one that a variable names (Go: UserConfigDir). */
function configBelow(): string[] {
  return process.platform === 'darwin' ? ['Library', 'Application Support'] : ['config'];
}
