import { buildMetadata } from '../agent/build';
import { conflictGroups } from '../artifacts/conflictGroups';
import { scopeOf } from '../artifacts/reference';
import { type AzureIdentity, azureIdentity } from '../azure/identity';
import { TaskError } from '../errors';
import type { SignInputs } from '../inputs';
import { installPlugin } from '../plugins/install';
import { canonicalRegistry } from '../registry/name';
import type { ArtifactResult, StepReport } from '../report/result';
import { chooseArtifacts } from './artifacts';
import { ArtifactBatch, type BatchItem } from './batch';
import { type SkipSigned, skipSigned } from './existingSignature';
import { type ImagePart, partAt, resolvePart, tellAttestations } from './imagePart';
import { type RegistryAccess, type ResolvedArtifact, openRegistryAccess } from './registryAccess';
import { startNotation, withWorkspace } from './session';
import type { StepResources } from './stepResources';
import { SigningLedger } from './signingLedger';
import { signArtifact } from './signing';
import { applyTrust, openTrust } from './trust';
import { namesOf, partsToSign, withPlaces } from './wholeImage';

/**
 * Signs the artifacts of a step.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export function sign(inputs: SignInputs, resources: StepResources): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'warn');
  const { plugin, failOnWarning, mirror } = inputs;
  const advice = plugin.check(inputs);
  const trust = inputs.skipSigned && openTrust(inputs.skipSigned, artifacts);
  return withWorkspace(resources, async (workspace) => {
    const notation = await startNotation(workspace, inputs.mirror, resources);
    if (inputs.timestamp !== undefined && !notation.version.knowsTimestamps) {
      throw new TaskError('NotationWithoutTimestamps', [notation.version.name]);
    }
    const registry = await openRegistryAccess(inputs);
    const ledger = new SigningLedger();
    let identity: AzureIdentity | undefined;
    try {
      await installPlugin(plugin, mirror, workspace);
      if (inputs.skipSigned && trust) applyTrust(inputs.skipSigned, trust.trust, workspace);
      const skip = skipSigned({ trust: trust?.trust, notation, registry, workspace });
      const parts = await partsToSign(registry, artifacts, inputs);
      const batch = new ArtifactBatch({ ...inputs, ...namesOf(parts), title: 'Log_Signing' });
      const prepared = await batch.prepare((item, position) =>
        prepare(registry, skip, item, partAt(parts, position)),
      );
      // After all looks and downloads: a credential is written when it is needed, not before.
      identity = await azureIdentity(plugin.connection, workspace.credentials);
      const userMetadata = new Map([
        ...(inputs.buildMetadata ? buildMetadata() : []),
        ...inputs.userMetadata,
      ]);
      const signing = { inputs, notation, registry, identity, userMetadata, ledger };
      const results = await batch.finish(
        conflictGroups(prepared.map(conflictKey)),
        async (item, position) => {
          const found = prepared[position];
          if (found === undefined) throw new Error('no artifact at this position');
          if (found instanceof TaskError) throw found;
          return found.existing ?? signArtifact(signing, item, found);
        },
      );
      const notationVersion = notation.version.name;
      const all = [...warnings, ...advice, ...(trust?.warnings ?? [])];
      const shown = withPlaces(results, parts);
      return { command: 'sign', notationVersion, artifacts: shown, warnings: all, failOnWarning };
    } finally {
      ledger.save();
      identity?.close();
      registry.close();
    }
  });
}

interface PreparedArtifact extends ResolvedArtifact {
  /** Where the artifact bears a good signature already. */
  readonly existing: ArtifactResult | undefined;
}

async function prepare(
  registry: RegistryAccess,
  skip: SkipSigned,
  item: BatchItem,
  part: ImagePart,
): Promise<PreparedArtifact> {
  tellAttestations(item, part);
  const resolved = await resolvePart(registry, part, item.deadline);
  return { ...resolved, existing: await skip(item, resolved) };
}

/** Artifacts of one key share one list of signatures. */
function conflictKey(prepared: PreparedArtifact | TaskError): string | undefined {
  if (prepared instanceof TaskError) return undefined;
  const { registry, digest = '' } = prepared.artifact;
  return `${scopeOf({ ...prepared.artifact, registry: canonicalRegistry(registry) })}@${digest}`;
}
