import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { algorithmOf } from '../../doubles/azureKeyVaultPlugin/program/algorithm';
import type { Certificate } from '../../fixtures/certificates';
import type { PluginAnswer, PluginCall } from './protocol';

interface Request {
  readonly keyId?: string;
  readonly payload?: string;
}

/** What a signing plugin with this key answers to a call of notation (notation's plugin contract 1.0). */
export function answerCall(call: PluginCall, certificate: Certificate): PluginAnswer {
  const [command = ''] = call.arguments;
  const leaf = new X509Certificate(certificate.pem);
  const algorithm = algorithmOf(leaf);
  const { keyId, payload = '' } = (call.input === '' ? {} : JSON.parse(call.input)) as Request;
  switch (command) {
    case 'get-plugin-metadata':
      return said({ ...about, name: nameOf(call.program) });
    case 'describe-key':
      return said({ keyId, keySpec: algorithm.keySpec });
    case 'generate-signature': {
      const key = readFileSync(certificate.keyPath, 'utf8');
      const signature = algorithm.sign(key, Buffer.from(payload, 'base64')).toString('base64');
      const certificateChain = [leaf.raw.toString('base64')];
      return said({ keyId, signature, signingAlgorithm: algorithm.name, certificateChain });
    }
    default:
      return { error: JSON.stringify({ errorCode: 'ERROR', errorMessage: command }), exitCode: 1 };
  }
}

const about = {
  description: 'signs by the world of the tests',
  version: '1.2.1',
  url: 'https://example.com',
  supportedContractVersions: ['1.0'],
  capabilities: ['SIGNATURE_GENERATOR.RAW'],
};

/** The name that notation knows a plugin by: that of its program, without `notation-`. */
function nameOf(program: string): string {
  const [, name = ''] = /notation-([^\\/]+?)(?:\.exe)?$/.exec(program) ?? [];
  return name;
}

function said(answer: object): PluginAnswer {
  return { output: JSON.stringify(answer) };
}
