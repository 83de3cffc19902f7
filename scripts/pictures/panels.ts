import { type Contract, type Values, readContract } from '../docs/contract';
import { panelPage, panelSections } from '../panel';
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
    artifactRefs: '$(image)',
    trustPolicy: '.pipeline/trustpolicy/trustpolicy.json',
    trustStore: '.pipeline/truststore/',
  },
};

/** Takes a picture of the panel of each step shown. */
export function photographPanels(): void {
  const contract = readContract();
  for (const [name, values] of Object.entries(shown)) {
    const size = { width: 676, height: heightOf(contract, values) };
    photograph(panelPage(contract, values), `panel-${name}.png`, size);
  }
}

/** Enough pixels for what stands open, as an estimate: Chromium does not measure a page itself. */
function heightOf(contract: Contract, values: Values): number {
  const sections = panelSections(contract, values);
  const open = sections.filter(({ group }) => group?.isExpanded !== false);
  const lines = open
    .flatMap(({ inputs }) => inputs)
    .map(({ helpMarkDown, type }) => (type === 'boolean' ? 34 : 68) + textHeight(helpMarkDown));
  return 130 + sections.length * 46 + lines.reduce((sum, line) => sum + line, 0);
}

function textHeight(help: string): number {
  const LETTERS_A_LINE = 96;
  return help === '' ? 0 : Math.ceil(help.length / LETTERS_A_LINE) * 18;
}
