import { describe, expect, it } from '@jest/globals';
import { chooseStrategy } from '../../src/domain/choose-strategy.ts';
import { versionChange, whySameImage } from '../../src/domain/version-change.ts';
import { digestOf, policyWith } from '../support/release-facts.ts';

describe('what changes between two versions', () => {
  it.each([
    ['1.4.0', '1.4.1', 'patch', 'upgrade', '1.4.1 is a patch upgrade of 1.4.0'],
    ['1.4.0', '1.5.0', 'minor', 'upgrade', '1.5.0 is a minor upgrade of 1.4.0'],
    ['1.4.0', '2.0.0', 'major', 'upgrade', '2.0.0 is a major upgrade of 1.4.0'],
    ['2.0.0', '1.9.9', 'major', 'downgrade', '1.9.9 is a major downgrade of 2.0.0'],
    ['1.4.1', '1.4.0', 'patch', 'downgrade', '1.4.0 is a patch downgrade of 1.4.1'],
    ['1.4.0-rc.1', '1.4.0', 'patch', 'upgrade', '1.4.0 is a patch upgrade of 1.4.0-rc.1'],
    ['1.4.0', '1.4.0', 'patch', 'rebuild', 'another image of the version that runs'],
    ['latest', '1.4.0', 'major', 'unknown', 'latest is no semantic version'],
    ['1.4.0', 'unknown', 'major', 'unknown', 'unknown is no semantic version'],
  ])('%s to %s is %s %s', (from, to, level, direction, sentence) => {
    expect(versionChange(from, to)).toEqual({ level, direction, sentence: expect.stringContaining(sentence) });
  });

  it('is nothing when the digest is the same, under its own tag or another', () => {
    const running = { version: '1.4.0', digest: digestOf('a') };
    expect(whySameImage(running, running)).toContain('is what runs already');
    expect(whySameImage(running, { ...running, version: '1.5.0' })).toContain('runs already as 1.4.0');
    expect(whySameImage(running, { version: '1.4.0', digest: digestOf('b') })).toBeNull();
  });
});

describe('the strategy', () => {
  const request = { service: 'orders', tag: '2.0.0' };
  const chosen = (from: string, changes: object = {}, policy = policyWith()) =>
    chooseStrategy(policy, { ...request, ...changes }, versionChange(from, '2.0.0'));

  it('is rolling for patches and minors and blue-green for majors, unless the policy says otherwise', () => {
    expect(chosen('2.0.1').strategy).toBe('rolling');
    expect(chosen('2.1.0').strategy).toBe('rolling');
    expect(chosen('1.4.0').strategy).toBe('blue-green');
    expect(chosen('1.4.0', {}, policyWith({ strategy: { major: 'canary' } })).strategy).toBe('canary');
    expect(chosen('2.0.1', {}, policyWith({ strategy: { patch: 'recreate' } })).strategy).toBe('recreate');
  });

  it('treats what is no semantic version as a major change', () => {
    expect(chosen('stable-7').strategy).toBe('blue-green');
  });

  it('is what a person asks for, and the plan says so', () => {
    const { strategy, because } = chosen('1.4.0', { strategy: 'canary' });
    expect(strategy).toBe('canary');
    expect(because).toContain('2.0.0 is a major upgrade of 1.4.0');
    expect(because).toContain('asked for');
  });

  it('deploys nothing for a flag', () => {
    expect(chosen('1.4.0', { flag: 'new-checkout' })).toEqual({
      strategy: 'flag',
      because: expect.stringContaining('new-checkout'),
    });
  });
});
