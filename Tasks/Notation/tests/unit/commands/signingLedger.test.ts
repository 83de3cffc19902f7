import { captured, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { parseReference } from '../../../src/artifacts/reference';
import { canonicalArtifact } from '../../../src/registry/name';
import { SigningLedger } from '../../../src/commands/signingLedger';

const resolved = `r/a@sha256:${'1'.repeat(64)}`;
const other = `r/a@sha256:${'2'.repeat(64)}`;

describe('SigningLedger', () => {
  afterEach(() => {
    sinon.restore();
  });

  /** What a step of a job remembers that has kept this. */
  function remembered(
    value?: string,
    step = 'step',
    token: string | undefined = 'token',
  ): SigningLedger {
    sinon.restore();
    sinon.stub(library, 'getTaskVariable').returns(value);
    sinon.stub(library, 'getVariable').callsFake((name) => {
      return name === 'System.TaskInstanceId' ? step : undefined;
    });
    sinon.stub(library, 'getEndpointAuthorizationParameter').callsFake((id, name) => {
      return id === 'SYSTEMVSSCONNECTION' && name === 'AccessToken' ? token : undefined;
    });
    let before: SigningLedger | undefined;
    captured(() => (before = new SigningLedger()));
    assert(before !== undefined);
    return before;
  }

  /** What it keeps for a later attempt; undefined where it keeps nothing. */
  function saved(before: SigningLedger): string | undefined {
    let kept: string | undefined;
    sinon.stub(library, 'setTaskVariable').callsFake((_name, value) => {
      kept = value;
    });
    captured(() => {
      before.save();
    });
    return kept;
  }

  it('P1 finds what was signed by its digest, and nothing else', () => {
    const before = remembered();
    assert.equal(before.has(resolved), false);
    before.add(resolved);
    assert.equal(before.has(resolved), true);
    for (const one of [other, 'r/a:v1', resolved.replace('r/a', 'r/b')])
      assert.equal(before.has(one), false, one);
  });

  it('P1 hands it on to a later attempt', () => {
    const before = remembered();
    before.add(resolved);
    before.add(other);
    const later = remembered(saved(before));
    for (const one of [resolved, other]) assert.equal(later.has(one), true);
    assert.equal(later.has('r/a:v1'), false);
  });

  it('P1 takes only references by digest from what an earlier attempt left', () => {
    const before = remembered();
    for (const one of ['r/a:v1', 'no reference', resolved]) before.add(one);
    const later = remembered(saved(before));
    for (const one of ['r/a:v1', 'no', 'reference']) assert.equal(later.has(one), false, one);
    assert.equal(later.has(resolved), true);
  });

  it('P1 knows an artifact of Docker Hub by all its names', () => {
    const digest = resolved.split('@')[1] ?? '';
    const before = remembered();
    before.add(canonicalArtifact(parseReference(`index.docker.io/team/app@${digest}`)));
    const later = remembered(saved(before));
    for (const registry of ['docker.io', 'index.docker.io', 'registry-1.docker.io']) {
      const name = canonicalArtifact(parseReference(`${registry}/team/app@${digest}`));
      assert.equal(later.has(name), true, registry);
    }
  });

  it('P1 hands on that nothing was signed', () => {
    assert.equal(remembered(saved(remembered())).has(resolved), false);
  });

  it('P1 hands on no more than a variable may hold, and nothing half', () => {
    const before = remembered();
    const many = Array.from({ length: 2000 }, (_, at) => {
      return `r/a@sha256:${String(at).padStart(64, '0')}`;
    });
    for (const one of many) before.add(one);
    const kept = saved(before) ?? '';
    assert(kept.length > 30_000 && kept.length < 32_766, String(kept.length));
    const later = remembered(kept);
    const known = many.filter((one) => later.has(one)).length;
    assert.equal(known, kept.split(' ').length - 1); // less the seal
  });

  describe('P1 forgets', () => {
    let kept: string;

    beforeEach(() => {
      const before = remembered();
      before.add(resolved);
      kept = saved(before) ?? '';
      assert.equal(remembered(kept).has(resolved), true);
    });

    it('what bears no seal, as anybody may set such a variable', () => {
      for (const preset of [
        resolved,
        ` ${resolved}`,
        `${'0'.repeat(64)} ${resolved}`,
        'undefined x',
      ])
        assert.equal(remembered(preset).has(resolved), false, preset);
    });

    it('what was changed', () => {
      const changed = kept.replaceAll('1'.repeat(64), '2'.repeat(64));
      assert.equal(remembered(changed).has(other), false);
      assert.equal(remembered(`${kept} ${other}`).has(other), false);
    });

    it('what another step of the job signed, perhaps with another key', () => {
      assert.equal(remembered(kept, 'another step').has(resolved), false);
      assert.equal(remembered(kept, '').has(resolved), false);
    });

    it('what another job signed', () => {
      assert.equal(remembered(kept, 'step', 'another token').has(resolved), false);
    });

    it('everything where there is no token to make a seal of', () => {
      const before = remembered(kept, 'step', '');
      assert.equal(before.has(resolved), false);
      before.add(resolved);
      assert.equal(saved(before), undefined);
    });
  });
});
