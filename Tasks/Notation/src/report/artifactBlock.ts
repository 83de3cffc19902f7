import { endOfGroup, groupLine, textLine } from '../agent/log';
import { text } from '../agent/messages';
import type { Reference } from '../artifacts/reference';
import { boundText } from '../text/bound';
import { shortenDigests } from '../text/shortDigest';
import type { MessageKey } from '../messages';
import type { BlockFrame } from './blocks';
import { listPlaces } from './places';
import type { ArtifactResult } from './result';

/** The longest name of a signer within a heading, in characters. */
const MAX_SIGNER_CHARACTERS = 120;

const headings: Record<ArtifactResult['status'], MessageKey> = {
  signed: 'Log_Signed',
  alreadySigned: 'Log_AlreadySigned',
  verified: 'Log_Verified',
  skipped: 'Log_Skipped',
  inspected: 'Log_Inspected',
  failed: 'Log_Failed',
};

/**
 * The frame of an artifact's lines in the log: the heading that folds them names the result; the first
 * lines name the artifact in full.
 */
export function artifactFrame(result: ArtifactResult): BlockFrame {
  const { artifact, resolved = artifact, place, namedIn = [], error } = result;
  const part = place?.artifactType ?? place?.platform ?? '';
  const remark = [boundText(part, MAX_SIGNER_CHARACTERS), remarkOn(result), listPlaces(namedIn)]
    .filter((one) => one !== '')
    .join('; ');
  const title = shortenDigests(resolved.name) + (remark === '' ? '' : ` (${remark})`);
  return {
    head: [
      groupLine(headings[result.status], title),
      textLine('Log_Artifact', resolved.name),
      ...(resolved.name === artifact.name ? [] : [textLine('Log_NamedAs', artifact.name)]),
      ...namedIn.map(({ file, line }) => textLine('Log_NamedIn', file, String(line))),
    ],
    end: [
      ...(error?.detail === undefined ? [] : [textLine('Log_Detail', error.detail)]),
      endOfGroup,
    ],
  };
}

/** The frame of an artifact whose result is not known when the step ends. */
export function unfinishedFrame({ name }: Reference): BlockFrame {
  const head = groupLine('Log_Unfinished', shortenDigests(name));
  return { head: [head, textLine('Log_Artifact', name)], end: [endOfGroup] };
}

/** What a heading says of a result beside the artifact: who signed it, or why it is not verified. */
function remarkOn({
  status,
  signature,
  policyStatement,
  error,
  signatures,
}: ArtifactResult): string {
  switch (status) {
    case 'failed':
      return error?.code ?? '';
    case 'skipped':
      return policyStatement ?? '';
    case 'inspected':
      return text('Log_SignatureCount', String(signatures?.length ?? 0));
    default:
      return boundText(signature?.signer ?? '', MAX_SIGNER_CHARACTERS);
  }
}
