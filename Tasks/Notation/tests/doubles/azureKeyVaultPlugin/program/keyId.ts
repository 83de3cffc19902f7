import { ValidationFailure } from './failure';
import { isSince } from './settings';

/** What a key id names. */
export interface KeyId {
  readonly host: string;
  readonly name: string;
  readonly version: string | undefined;
}

const oldForm =
  'Invalid input. The valid input format is \'{"contractVersion":"1.0","keyId":"https://<vaultname>.vault.azure.net/<keys|certificate>/<name>/<version>"}\'';
const newForm =
  'Invalid input passed to "--id". Please follow this format to input the ID "https://<vault-name>.vault.azure.net/certificates/<certificate-name>/[certificate-version]"';

function parse(id: string): URL {
  try {
    return new URL(id);
  } catch {
    throw new Error('Invalid URI: The format of the URI could not be determined.');
  }
}

/**
 * Reads a key id by the rules of the played version; from 1.2.0 on its version may be left out.
 * @throws ValidationFailure when it does not name a key or a certificate
 */
export function parseKeyId(id: string): KeyId {
  const versionless = isSince('1.2.0');
  const url = parse(versionless ? id.replace(/\/+$/, '') : id);
  const segments = url.pathname.replace(/\/$/, '').split('/').slice(1);
  const [type = '', name = '', version] = segments;
  const enough = versionless ? segments.length >= 2 : segments.length === 3;
  if (!enough || segments.length > 3) {
    throw new ValidationFailure(versionless ? newForm : oldForm);
  }
  if (type !== 'keys' && type !== 'certificates') {
    // The spelling is the real plugin's.
    throw new ValidationFailure(
      versionless ? `Unsupported key vualt object type ${type}.` : oldForm,
    );
  }
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'https') {
    throw new ValidationFailure(`Unsupported scheme ${scheme}. The scheme must be https.`);
  }
  return { host: url.hostname, name, version };
}
