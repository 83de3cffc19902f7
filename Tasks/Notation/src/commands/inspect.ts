import { say } from '../agent/log';
import { type Reference, formatReference } from '../artifacts/reference';
import { separateGroups } from '../artifacts/conflictGroups';
import type { InspectInputs } from '../inputs';
import type { ArtifactResult, StepReport } from '../report/result';
import { cells } from '../report/signatures';
import { chooseArtifacts } from './artifacts';
import { type Show, forEachArtifact } from './batch';
import { type Inspection, inspectArtifact } from './inspection';
import { logIn } from './login';
import { notationWarnings } from './notationResult';
import { startNotation, withWorkspace } from './session';

/**
 * Tells who signed the artifacts of a step, when and with which metadata, and verifies nothing.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export function inspect(inputs: InspectInputs): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'warn');
  const { maxParallel, failOnWarning, containerRegistry } = inputs;
  return withWorkspace(async (workspace) => {
    const notation = await startNotation(workspace);
    say('Notice_InspectingIsNotVerifying');
    const login = await logIn(containerRegistry);
    const groups = separateGroups(artifacts);
    const batch = { artifacts, groups, maxParallel, title: 'Log_Inspecting' } as const;
    const inspection = { ...inputs, notation, login };
    const results = await forEachArtifact(batch, (artifact, show) =>
      tell(inspection, artifact, show),
    );
    const notationVersion = notation.version.name;
    return { command: 'inspect', notationVersion, artifacts: results, warnings, failOnWarning };
  });
}

async function tell(
  inspection: Inspection,
  artifact: Reference,
  show: Show,
): Promise<ArtifactResult> {
  const { signatures, leftOut } = await inspectArtifact(inspection, artifact, show);
  if (signatures.length === 0) show(() => say('Log_NoSignature'));
  for (const signature of signatures) show(() => say('Log_Signature', ...cells(signature)));
  const reference = formatReference(artifact);
  return {
    ...{ reference, resolved: undefined, status: 'inspected', signatures, error: undefined },
    warnings: notationWarnings(reference, { others: leftOut === undefined ? [] : [leftOut] }),
  };
}
