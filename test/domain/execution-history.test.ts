import { describe, expect, it } from '@jest/globals';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';
import { historyEvents } from '../../src/domain/execution-history.ts';
import { nextLookSeconds } from '../../src/domain/slices.ts';
import { policyInput, policyWith } from '../support/release-facts.ts';

const inSteps = (count: number) => ({
  ...policyInput.traffic,
  steps: Array.from({ length: count }, (_, i) => ({ weight: Math.ceil((100 / count) * (i + 1)), bake: '10m' })),
});
const windows = [{ from: '09:00', to: '16:00' }];
const health = (changes: object) => ({ ...policyInput.health, ...changes });
const events = (changes: object) => historyEvents(policyWith({ traffic: inSteps(4), ...changes }));

describe('the history of an execution', () => {
  it('counts every look of a bake that is held to the end of its patience', () => {
    let looks = 1;
    for (let at = 0; at < 600 + 3600; looks += 1) at += nextLookSeconds(at, 600);
    const rollBack = health({ patience: '1h', inconclusive: 'rollBack' });
    expect(events({ health: rollBack, traffic: inSteps(2) }) - events({ health: rollBack, traffic: inSteps(1) })).toBe(
      9 * looks,
    );
  });

  it('needs more for a question, the more the longer it waits', () => {
    const [never, day, month] = [
      events({ health: health({ inconclusive: 'advance' }) }),
      events({ health: health({ askFor: '24h' }) }),
      events({ health: health({ askFor: '720h' }) }),
    ];
    expect(never).toBeLessThan(day);
    expect(day).toBeLessThan(month);
  });

  it('needs more for gates that may be closed, and for each approval', () => {
    const [open, closing, asking] = [
      events({}),
      events({ gates: { windows } }),
      events({ gates: { windows, approvals: [{ before: 100 }] } }),
    ];
    expect(open).toBeLessThan(closing);
    expect(closing).toBeLessThan(asking);
  });

  it('needs as much for incidents as for a calendar: nobody knows how long one lasts', () => {
    expect(events({ gates: { incidents: ['datacentre'] } })).toBe(events({ gates: { windows } }));
  });

  it('has room for a year of closed gates in seven steps, and for no more', () => {
    const reading = (count: number) =>
      readPolicyFile('tidegate.yml', JSON.stringify({ ...policyInput, traffic: inSteps(count), gates: { windows } }));
    expect(reading(7).ok).toBe(true);
    expect(reading(8)).toMatchObject({
      problems: [
        { path: 'gates', problem: expect.stringMatching(/^8 steps .*25,000/), fix: expect.stringMatching(/fewer/) },
      ],
    });
  });
});
