import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { UNPACKED } from '../scripts/paths';
import { selfSignedCertificate } from '../Tasks/Notation/tests/fixtures/certificates';
import { type QuickPlugin, writeQuickPlugin } from '../Tasks/Notation/tests/doubles/quickPlugin';

export type Command = 'sign' | 'verify';

/** What one run cost. */
export interface Cost {
  readonly milliseconds: number;
  /** The peak of the process's own memory in MiB, where it was asked for. */
  readonly memory: number | undefined;
}

/** Ways to sign or verify images with the same notation, plugin, trust policy and trust store. */
export class Ways {
  readonly #plugin: QuickPlugin;
  readonly #config: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #peak: string;

  /**
   * @param root an existing folder for all that is written
   * @param notation its path
   * @param wait milliseconds that the plugin waits for each signature
   */
  constructor(
    private readonly root: string,
    notation: string,
    wait: number,
  ) {
    const certificate = selfSignedCertificate({ folder: root, commonName: 'signer' });
    this.#plugin = writeQuickPlugin({ folder: root, certificate, wait });
    this.#config = path.join(root, 'notation');
    const { name, path: program } = this.#plugin;
    cpSync(program, path.join(this.#config, 'plugins', name, path.basename(program)));
    const store = path.join(this.#config, 'truststore/x509/ca/signers');
    mkdirSync(store, { recursive: true });
    writeFileSync(path.join(store, 'signer.pem'), certificate.pem);
    writeFileSync(path.join(this.#config, 'trustpolicy.json'), JSON.stringify(policy));
    this.#peak = path.join(root, 'peak.cjs');
    writeFileSync(this.#peak, tellPeak);
    const PATH = [path.dirname(notation), process.env['PATH'] ?? ''].join(path.delimiter);
    this.#environment = { PATH, HOME: root };
  }

  /** One step of the packaged task, as the agent starts it. */
  async task(command: Command, references: readonly string[], maxParallel = 8): Promise<Cost> {
    const temp = mkdtempSync(path.join(this.root, 'temp-'));
    const inputs: Readonly<Record<string, string>> = {
      ...(command === 'sign' ? this.#plugin.inputs : this.#trust),
      artifactRefs: references.join('\n'),
      maxParallel: String(maxParallel),
    };
    const named = Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      value,
    ]);
    const environment = {
      ...this.#environment,
      ...(Object.fromEntries(named) as Record<string, string>),
      AGENT_TEMPDIRECTORY: temp,
      AGENT_TOOLSDIRECTORY: path.join(this.root, 'tools'),
      PEAK: path.join(temp, 'peak'),
    };
    const program = path.join(UNPACKED, 'Notation/index.js');
    const args = ['--require', this.#peak, program];
    const milliseconds = await timed(process.execPath, args, environment);
    const memory = Number(readFileSync(environment.PEAK, 'utf8')) / 1024;
    rmSync(temp, { recursive: true });
    return { milliseconds, memory };
  }

  /** notation by hand, one after the other. */
  loop(command: Command, references: readonly string[]): Promise<Cost> {
    return this.#shell(`while read -r one; do ${this.#raw(command)} "$one"; done`, references);
  }

  /** notation by hand, eight at once. */
  xargs(command: Command, references: readonly string[]): Promise<Cost> {
    return this.#shell(`xargs -P 8 -n 1 ${this.#raw(command)}`, references);
  }

  get #trust(): Readonly<Record<string, string>> {
    const trustPolicy = path.join(this.#config, 'trustpolicy.json');
    return { command: 'verify', trustPolicy, trustStore: path.join(this.#config, 'truststore') };
  }

  #raw(command: Command): string {
    return command === 'sign'
      ? `notation sign --signature-format cose --plugin ${this.#plugin.name} --id key`
      : 'notation verify';
  }

  async #shell(script: string, references: readonly string[]): Promise<Cost> {
    const list = path.join(this.root, 'list');
    writeFileSync(list, references.map((one) => `${one}\n`).join(''));
    const environment = {
      ...this.#environment,
      NOTATION_CONFIG: this.#config,
      NOTATION_LIBEXEC: this.#config,
    };
    const whole = `set -e -o pipefail; cat ${list} | { ${script}; }`;
    return { milliseconds: await timed('bash', ['-c', whole], environment), memory: undefined };
  }
}

const policy = {
  version: '1.0',
  trustPolicies: [
    {
      name: 'all',
      registryScopes: ['*'],
      signatureVerification: { level: 'strict' },
      trustStores: ['ca:signers'],
      trustedIdentities: ['*'],
    },
  ],
};

/** Has the measured process itself tell the peak of its memory: that of its children is not in it. */
const tellPeak = `process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS));
});
`;

/** How long a program takes. @throws Error with what it wrote where it fails */
async function timed(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const begin = performance.now();
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  const milliseconds = performance.now() - begin;
  const text = Buffer.concat(said).toString();
  // The task ends with exit code 0 whatever its result is.
  if (code !== 0 || text.includes('FAILED')) throw new Error(text.replace(/#(?=#)/g, '# '));
  return milliseconds;
}
