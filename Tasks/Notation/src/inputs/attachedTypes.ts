import { SIGNATURE_ARTIFACT_TYPE } from '../artifacts/mediaTypes';
import { TaskError } from '../errors';
import { hasEmptyPlace, parseList } from '../text/list';
import { expanded } from './value';

/** A media type (RFC 6838, section 4.2). */
const mediaType = /^[A-Za-z0-9][\w!#$&^.+-]{0,126}\/[A-Za-z0-9][\w!#$&^.+-]{0,126}$/;

/**
 * The artifact types of the input attachedTypes, each once; none where the input is empty. An empty place
 * in the list is a mistake: it would demand one type fewer.
 *
 * @throws TaskError AttachedTypeMalformed, MacroNotExpanded
 */
export function attachedTypes(): string[] {
  const list = expanded('attachedTypes');
  if (list === undefined) return [];
  const types = parseList(list);
  const wrong = types.find((type) => !mediaType.test(type) || type === SIGNATURE_ARTIFACT_TYPE);
  if (wrong !== undefined || hasEmptyPlace(list)) {
    throw new TaskError('AttachedTypeMalformed', [wrong ?? list]);
  }
  return [...new Set(types)];
}
