import { describe, expect, it } from '@jest/globals';
import { afterCheck, type CheckResult, initialHealth, type TargetHealth } from '../../src/elb/target.ts';

const pass: CheckResult = { passed: true };
const fail: CheckResult = { passed: false, reason: 'Target.Timeout', description: 'Request timed out' };
const thresholds = { healthy: 3, unhealthy: 2 };

function statesAfter(start: TargetHealth, ...results: readonly CheckResult[]): readonly string[] {
  let health = start;
  return results.map((result) => {
    health = afterCheck(health, result, thresholds);
    return health.state;
  });
}

describe('the health of a target', () => {
  it('is healthy after the first pass of a new target', () => {
    expect(statesAfter(initialHealth, fail, pass)).toEqual(['initial', 'healthy']);
  });

  it('turns only after as many failures in a row as the threshold says', () => {
    expect(statesAfter(initialHealth, pass, fail, pass, fail, fail)).toEqual([
      'healthy',
      'healthy',
      'healthy',
      'healthy',
      'unhealthy',
    ]);
  });

  it('recovers only after as many passes in a row as the threshold says', () => {
    expect(statesAfter(initialHealth, fail, fail, pass, pass, fail, pass, pass, pass).slice(2)).toEqual([
      'unhealthy',
      'unhealthy',
      'unhealthy',
      'unhealthy',
      'unhealthy',
      'healthy',
    ]);
  });

  it('keeps the reason of the last failure, and none when it is healthy', () => {
    const sick = afterCheck(afterCheck(initialHealth, fail, thresholds), fail, thresholds);
    expect(sick).toMatchObject({ state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' });
    expect(afterCheck(initialHealth, pass, thresholds)).not.toHaveProperty('reason');
  });
});
