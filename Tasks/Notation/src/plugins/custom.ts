import { TaskError } from '../errors';
import type { Warning } from '../messages';
import type { ErrorPattern } from '../notation/errorPatterns';
import type { NonEmpty } from '../text/nonEmpty';
import { isPluginName } from '../text/pluginName';
import { artifactSigningPatterns } from './azureArtifactSigning';
import { keyVaultPatterns } from './azureKeyVault';
import type {
  InputReader,
  Plugin,
  PluginSource,
  SigningOptions,
  SigningPlugin,
} from './signingPlugin';

/** The rules and error patterns of well-known plugins. */
interface KnownPlugin {
  readonly formats?: readonly ('cose' | 'jws')[];
  /** The plugin's service sets the expiry of its signatures. */
  readonly refusesExpiry?: true;
  /**
   * The plugin creates whole envelopes. notation adds no timestamp to those (notation-go:
   * signer/plugin.go).
   */
  readonly ignoresTimestamp?: true;
  readonly errorPatterns?: readonly ErrorPattern[];
}

const known: ReadonlyMap<string, KnownPlugin> = new Map<string, KnownPlugin>([
  [
    'com.amazonaws.signer.notation.plugin',
    { formats: ['jws'], refusesExpiry: true, ignoresTimestamp: true },
  ],
  ['venafi-csp', { ignoresTimestamp: true }],
  // A user may provide a version that this task does not pin.
  ['azure-kv', { errorPatterns: keyVaultPatterns }],
  ['azure-artifactsigning', { errorPatterns: artifactSigningPatterns }],
  ['azure-trustedsigning', { errorPatterns: artifactSigningPatterns }],
]);

/**
 * Creates the user's plugin for verification.
 *
 * @throws TaskError InputMissing, PluginNameMalformed; the errors of its source and of pluginConfig
 */
export function openVerificationPlugin(inputs: InputReader): Plugin {
  const source = readSource(inputs);
  const name = readName(inputs);
  const config = Object.fromEntries(inputs.pairs('pluginConfig'));
  const { errorPatterns = [] } = known.get(name) ?? {};
  return { name, source, config: () => config, errorPatterns };
}

/** Creates the user's plugin for signing. @throws TaskError the same */
export function openCustomPlugin(inputs: InputReader): SigningPlugin {
  const plugin = openVerificationPlugin(inputs);
  return {
    ...plugin,
    keyId: inputs.required('keyid'),
    connection: undefined,
    check: (options) => checkOptions(plugin.name, options),
  };
}

function readSource(inputs: InputReader): PluginSource {
  const path = inputs.file('pluginPath');
  if (path !== undefined) return { kind: 'file', path };
  const url = inputs.secretUrl('pluginUrl');
  return { kind: 'archive', url, checksum: inputs.checksum('pluginChecksum') };
}

function readName(inputs: InputReader): NonEmpty {
  const name = inputs.required('pluginName');
  if (!isPluginName(name) || /^notation-/i.test(name))
    throw new TaskError('PluginNameMalformed', [name]);
  return name;
}

/** Refuses inputs that a well-known plugin would certainly refuse. */
function checkOptions(
  name: string,
  { signatureFormat: format, expiry, timestamp }: SigningOptions,
): readonly Warning[] {
  const { formats, refusesExpiry, ignoresTimestamp } = known.get(name) ?? {};
  if (formats !== undefined && !formats.includes(format)) {
    throw new TaskError('FormatUnsupported', [name, format, formats.join(', ')]);
  }
  if (refusesExpiry && expiry !== undefined) throw new TaskError('ExpiryUnsupported', [name]);
  if (ignoresTimestamp && timestamp !== undefined)
    throw new TaskError('TimestampUnsupported', [name]);
  return [];
}
