import { type Values, readContract } from '../docs/contract';
import { panelPage } from '../panel';
import { photograph } from './chromium';

/** The steps that are shown, as the documentation's walkthrough has them. */
const shown: Readonly<Record<string, Values>> = {
  install: { command: 'install' },
  sign: {
    command: 'sign',
    azurekvServiceConection: 'vault-connection',
    keyid: 'https://contoso.vault.azure.net/keys/signer/0123456789abcdef0123456789abcdef',
    selfSigned: 'true',
  },
  verify: {
    command: 'verify',
    artifactSource: 'references',
    artifactRefs: '$(image)',
    trustSource: 'policy',
    trustPolicy: '.pipeline/trustpolicy/trustpolicy.json',
    trustStore: '.pipeline/truststore/',
  },
};

/** Takes a picture of the panel of each step shown. */
export function photographPanels(): void {
  const contract = readContract();
  for (const [name, values] of Object.entries(shown)) {
    photograph(panelPage(contract, values), `panel-${name}.png`, 676);
  }
}
