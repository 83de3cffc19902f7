import { type ErrorPattern, row } from '../notation/errorPatterns';
import type { NonEmpty } from '../text/nonEmpty';
import { entraPatterns } from './entraPatterns';
import { type InputReader, type SigningPlugin, azureConnection } from './signingPlugin';

/** The plugin of Azure Artifact Signing (github.com/Azure/artifact-signing-notation-plugin). */
const NAME = 'azure-artifactsigning' as NonEmpty;

/** The version of the plugin that this task pins. */
const VERSION = '1.0.0';

/** The days for which a certificate of Artifact Signing is good; a signature with it no longer. */
const CERTIFICATE_DAYS = '3';

/** What the words of Azure Artifact Signing mean. */
export const artifactSigningPatterns: readonly ErrorPattern[] = [
  ...entraPatterns,
  row('ArtifactSigningForbidden', /Status: 403/),
];

/**
 * Makes the plugin that signs with a certificate profile of Azure Artifact Signing.
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
    // The plugin takes any text; its own documentation passes the profile's name.
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
