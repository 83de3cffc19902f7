import { logMessage } from '../agent/log';
import { tempDirectory } from '../agent/variable';
import type { ArtifactInputs } from '../inputs';
import { type Notation, findNotation, isInstalledByUs } from '../notation/cli';
import type { Workspace } from '../notation/workspace';
import type { ProgramEvidence } from '../releases/programEvidence';
import { printHeader } from '../report/header';
import { notationEvidence } from './programEvidence';
import { type RegistryAccess, openRegistryAccess } from './registryAccess';
import type { StepResources } from './stepResources';
import { withWorkspace } from './stepWorkspace';

/** What a step has to run notation for its artifacts. */
export interface Session {
  /** The step's private directories. */
  readonly workspace: Workspace;
  readonly notation: Notation;
  /** The version and the checksum of that notation, for the report. */
  readonly program: Promise<ProgramEvidence>;
  readonly registry: RegistryAccess;
}

/** The inputs that decide how a session is opened. */
export type SessionInputs = ArtifactInputs & {
  /** Takes the place of the release host; undefined: none. */
  readonly mirror: string | undefined;
};

/**
 * Does a step's work with a session, which ends with the work.
 *
 * @param work receives the session
 * @throws TaskError NotationUnusable, of the installation, of the registry's service connection; the errors of the work
 */
export function withSession<T>(
  inputs: SessionInputs,
  resources: StepResources,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return withWorkspace(resources, async (workspace) => {
    const notation = await startNotation(workspace, inputs.mirror, resources);
    const registry = await openRegistryAccess(inputs);
    try {
      return await work({ workspace, notation, program: notationEvidence(notation), registry });
    } finally {
      registry.close();
    }
  });
}

/**
 * Finds the first notation on PATH and writes it into the step's first line, with a notice where no
 * install step of this task added it. Without a notation on PATH, this step installs the default
 * version for itself.
 *
 * @param mirror takes the place of the release host; undefined: none
 * @throws TaskError NotationUnusable; the errors of the installation
 */
async function startNotation(
  workspace: Workspace,
  mirror: string | undefined,
  resources: StepResources,
): Promise<Notation> {
  const notation = await findNotation(workspace, resources.processes);
  // The code that downloads is loaded only where it is needed: most jobs have an install step.
  if (notation === undefined) {
    return (await import('./installation')).installForStep(workspace, mirror, resources);
  }
  printHeader({ version: notation.version.name, place: notation.program });
  if (!isInstalledByUs(notation.program, tempDirectory())) {
    logMessage('Notice_ForeignNotation', notation.program, notation.version.name);
  }
  return notation;
}
