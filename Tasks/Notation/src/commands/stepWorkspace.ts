import { setTimeout as delay } from 'node:timers/promises';
import { logMessage, logWarning } from '../agent/log';
import { tempDirectory } from '../agent/variable';
import { type Workspace, createWorkspace, removeWorkspace } from '../notation/workspace';
import type { StepResources } from './stepResources';

/**
 * Does a step's work in private directories, which are removed afterwards, however the process ends
 * except by SIGKILL.
 *
 * @param work receives the directories
 */
export async function withWorkspace<T>(
  { exitHooks }: StepResources,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const workspace = createWorkspace(tempDirectory());
  exitHooks.add(() => {
    removeWorkspace(workspace);
  });
  try {
    return await work(workspace);
  } finally {
    await removeSoon(workspace);
  }
}

/** Milliseconds before each further attempt: a virus scanner holds a file for a moment. */
const REMOVAL_PAUSES_MS = [50, 150, 300, 500, 1000];

/** Removes the private directories, within two seconds. That something is left decides no result. */
async function removeSoon(workspace: Workspace): Promise<void> {
  let left = removeWorkspace(workspace);
  for (const pause of REMOVAL_PAUSES_MS) {
    if (left.files.length === 0) return;
    await delay(pause);
    left = removeWorkspace(workspace);
  }
  if (left.files.length > 0) logMessage('Notice_NotRemoved', left.files.join(', '));
  for (const file of left.credentials) logWarning('Warning_CredentialNotErased', file);
}
