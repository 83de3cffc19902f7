import { openAzureArtifactSigning } from './azureArtifactSigning';
import { openAzureKeyVault } from './azureKeyVault';
import { openCustomPlugin } from './custom';
import type { OpenPlugin } from './signingPlugin';

/** The choices of the input `plugin`, each with the function that creates it. */
export const signingPlugins = {
  azureKeyVault: openAzureKeyVault,
  azureArtifactSigning: openAzureArtifactSigning,
  custom: openCustomPlugin,
} as const satisfies Readonly<Record<string, OpenPlugin>>;
