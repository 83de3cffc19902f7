import { type ErrorPattern, row } from '../notation/errorPatterns';
import type { NonEmpty } from '../text/nonEmpty';
import { entraPatterns } from './entraPatterns';
import { type InputReader, type SigningPlugin, azureConnection } from './signingPlugin';

/** The plugin of Azure Artifact Signing (github.com/Azure/artifact-signing-notation-plugin). */
const NAME = 'azure-artifactsigning' as NonEmpty;

/** The version of the plugin that this task pins. */
const VERSION = '1.0.0';

/**
 * The validity of a certificate of Artifact Signing, in days. A signature without a timestamp is valid
 * no longer.
 */
const CERTIFICATE_DAYS = '3';

/** The error patterns of Azure Artifact Signing. */
export const artifactSigningPatterns: readonly ErrorPattern[] = [
  ...entraPatterns,
  row('ArtifactSigningForbidden', /Status: 403/),
];

/**
 * Creates the plugin that signs with a certificate profile of Azure Artifact Signing.
 *
 * @throws TaskError InputMissing, UrlMalformed
 */
export function openAzureArtifactSigning(inputs: InputReader): SigningPlugin {
  const profile = inputs.required('certificateProfile');
  const config = {
    accountName: inputs.required('signingAccount'),
    certProfile: profile,
    baseUrl: inputs.url('signingEndpoint'),
  };
  return {
    name: NAME,
    source: { kind: 'pinned', tool: 'notation-azure-artifactsigning', version: VERSION },
    // The plugin accepts any text. Its documentation passes the name of the profile.
    keyId: profile,
    connection: azureConnection(inputs),
    config: () => config,
    check: ({ timestamp }) =>
      timestamp === undefined
        ? [{ key: 'Warning_NoTimestamp', values: [CERTIFICATE_DAYS], isShortfall: false }]
        : [],
    errorPatterns: artifactSigningPatterns,
  };
}
