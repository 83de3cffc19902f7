import { logText, logMessage } from '../agent/log';
import type { InspectInputs } from '../inputs';
import { printHeader } from '../report/header';
import type { StepReport } from '../report/result';
import { treeLines } from '../report/tree';
import { ArtifactBatch } from './batch';
import { selectArtifacts, tellUnexpected } from './imageFiles';
import { partAt } from './imagePart';
import { inspectPart } from './inspection';
import { openRegistryAccess } from './registryAccess';
import { batchOf, partsToInspect } from './wholeImage';

/**
 * Tells what the registry has of the artifacts of a step: who signed them, when and with which metadata,
 * and what else is attached to them. It verifies nothing, and runs no notation.
 *
 * @throws TaskError for errors of the whole step. The report contains the errors of artifacts
 */
export async function inspect(inputs: InspectInputs): Promise<StepReport> {
  const selection = await selectArtifacts(inputs, 'warn');
  const { artifacts, warnings, namedIn } = selection;
  const { failOnWarning } = inputs;
  printHeader();
  logMessage('Notice_InspectingIsNotVerifying');
  tellUnexpected(selection);
  const registry = await openRegistryAccess(inputs);
  try {
    const parts = await partsToInspect(registry, artifacts, inputs);
    const batch = new ArtifactBatch({ ...inputs, ...batchOf(parts), namedIn });
    const results = await batch.run((item) =>
      inspectPart(registry, item, partAt(parts, item.position)),
    );
    logMessage('Log_Tree');
    for (const text of treeLines(results)) logText(text);
    return {
      ...{ command: 'inspect', notationVersion: undefined, artifacts: results },
      ...{ warnings, failOnWarning },
    };
  } finally {
    registry.close();
  }
}
