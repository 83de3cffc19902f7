import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import * as path from 'node:path';

/** The step's private directories: all that notation and its plugins read and write locally. */
export interface Workspace {
  readonly root: string;
  /** Trust policy, trust store and plugins. */
  readonly config: string;
  /** Revocation lists: for all steps of the job, for the agent empties its temp directory then. */
  readonly cache: string;
  /** Where credentials of this step may lie, in files 0600. */
  readonly credentials: string;
}

const CACHE = 'notation-cache';

/**
 * Makes the private directories of a step, mode 0700. They are gone when the process ends, however
 * it ends short of SIGKILL.
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
    cache: path.join(temp, CACHE),
    credentials: path.join(root, 'credentials'),
  };
  for (const directory of [workspace.config, workspace.credentials]) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }
  process.once('exit', () => {
    removeWorkspace(workspace);
  });
  return workspace;
}

/** Removes the private directories; links in them are removed, never followed. */
export function removeWorkspace(workspace: Workspace): void {
  rmSync(workspace.root, { recursive: true, force: true, maxRetries: 3 });
}

/** notation's own rule for its directory below the one that a variable names (Go: UserConfigDir). */
function configBelow(): string[] {
  return process.platform === 'darwin' ? ['Library', 'Application Support'] : ['config'];
}
