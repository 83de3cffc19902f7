import { buildMetadata } from '../agent/build';
import { conflictGroups } from '../artifacts/conflictGroups';
import type { Reference } from '../artifacts/reference';
import { type AzureIdentity, azureIdentity } from '../azure/identity';
import { TaskError } from '../errors';
import type { SignInputs } from '../inputs';
import { installPlugin } from '../plugins/install';
import { trustEvidence } from '../trust/evidence';
import { canonicalArtifact } from '../registry/name';
import type { ArtifactResult, StepReport } from '../report/result';
import { chooseArtifacts, tellChoice } from './artifacts';
import { ArtifactBatch, type BatchItem } from './batch';
import { type SkipSigned, skipSigned } from './existingSignature';
import { type ImagePart, partAt, resolvePart, tellAttestations } from './imagePart';
import type { RegistryAccess, ResolvedArtifact } from './registryAccess';
import { withSession } from './session';
import type { StepResources } from './stepResources';
import { SigningLedger } from './signingLedger';
import { signArtifact } from './signing';
import { applyTrust } from './stagedTrust';
import { openTrust } from './trust';
import { batchOf, partsToSign } from './wholeImage';

/**
 * Signs the artifacts of a step.
 *
 * @throws TaskError for errors of the whole step. The report contains the errors of artifacts
 */
export function sign(inputs: SignInputs, resources: StepResources): Promise<StepReport> {
  const choice = chooseArtifacts(inputs, 'warn');
  const { artifacts, warnings } = choice;
  const { plugin, failOnWarning, mirror } = inputs;
  const advice = plugin.check(inputs);
  const trust = inputs.skipSigned && openTrust(inputs.skipSigned, artifacts);
  return withSession(inputs, resources, async (session) => {
    const { workspace, notation, registry } = session;
    tellChoice(choice);
    if (inputs.timestamp !== undefined && !notation.version.knowsTimestamps) {
      throw new TaskError('NotationWithoutTimestamps', [notation.version.name]);
    }
    const ledger = new SigningLedger();
    let identity: AzureIdentity | undefined;
    try {
      const installed = await installPlugin(plugin, mirror, workspace);
      const staged =
        inputs.skipSigned &&
        trust &&
        (await applyTrust(inputs.skipSigned, trust, workspace, notation));
      const skip = skipSigned({ policiesFor: staged?.policiesFor, registry, workspace });
      const parts = await partsToSign(registry, artifacts, inputs);
      const batch = new ArtifactBatch({ ...inputs, ...batchOf(parts) });
      const prepared = await batch.prepare((item) =>
        prepare(registry, skip, item, partAt(parts, item.position)),
      );
      // After all verifications and downloads: credentials are written no earlier than needed.
      identity = await azureIdentity(plugin.connection, workspace.credentials);
      const userMetadata = new Map([
        ...(inputs.buildMetadata ? buildMetadata() : []),
        ...inputs.userMetadata,
      ]);
      const signing = { inputs, session, identity, userMetadata, ledger };
      const results = await batch.finish(
        conflictGroups(prepared.map(conflictKey)),
        async (item) => {
          const found = prepared[item.position];
          const part = partAt(parts, item.position);
          tellAttestations(item, part);
          if (found === undefined) throw new Error('no artifact at this position');
          if (found instanceof TaskError) throw found;
          if (found.existing !== undefined) return found.existing;
          const { resolved = await resolvePart(registry, part, item) } = found;
          return signArtifact(signing, item, resolved);
        },
      );
      const notationVersion = notation.version.name;
      const all = [...warnings, ...advice, ...(trust?.warnings ?? [])];
      return {
        ...{ command: 'sign', notationVersion, artifacts: results, warnings: all, failOnWarning },
        evidence: {
          ...{ notation: await session.program, plugin: installed, keyId: plugin.keyId },
          trusts: (staged?.trusts ?? []).map(trustEvidence),
        },
      };
    } finally {
      ledger.save();
      identity?.close();
    }
  });
}

/** What is known of an artifact before any artifact is signed. */
interface PreparedArtifact {
  /** By its digest. */
  readonly artifact: Reference;
  /** undefined: the artifact is resolved just before it is signed. */
  readonly resolved?: ResolvedArtifact;
  /** The result of an artifact that already has a valid signature. */
  readonly existing?: ArtifactResult | undefined;
}

/**
 * Finds the digest of a tag, which decides the order of signing, and with `skipSigned` an existing
 * valid signature.
 */
async function prepare(
  registry: RegistryAccess,
  skip: SkipSigned | undefined,
  item: BatchItem,
  part: ImagePart,
): Promise<PreparedArtifact> {
  const { artifact } = item;
  if (skip === undefined && artifact.digest !== undefined) return { artifact };
  const resolved = await resolvePart(registry, part, item);
  return { artifact: resolved.artifact, resolved, existing: await skip?.(item, resolved) };
}

/** Artifacts with equal keys share one list of signatures. */
function conflictKey(prepared: PreparedArtifact | TaskError): string | undefined {
  if (prepared instanceof TaskError) return undefined;
  return canonicalArtifact(prepared.artifact);
}
