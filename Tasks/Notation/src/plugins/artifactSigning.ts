/** The inputs of the Azure Artifact Signing plugin. */
export interface ArtifactSigningInputs {
  readonly kind: 'azureArtifactSigning';
  readonly account: string;
  readonly profile: string;
  /** Such as `https://eus.codesigning.azure.net/`. */
  readonly endpoint: string;
  /** The plugin takes any text; its own documentation passes the profile's name. */
  readonly keyId: string;
  readonly connection: string | undefined;
}

/** The version of the plugin that this task pins. */
export const ARTIFACT_SIGNING_VERSION = '1.0.0';

/** The days for which a certificate of Artifact Signing is good; a signature with it no longer. */
export const CERTIFICATE_DAYS = '3';

/** The plugin's `--plugin-config` (artifact-signing-notation-plugin 1.0.0). */
export function artifactSigningConfig(inputs: ArtifactSigningInputs): Record<string, string> {
  return {
    accountName: inputs.account,
    certProfile: inputs.profile,
    baseUrl: inputs.endpoint,
  };
}
