import { describe, expect, it } from '@jest/globals';
import { splitFor } from '../../src/domain/split.ts';
import { deployVersion } from '../../src/release/deploy-version.ts';
import { restoreWorkload } from '../../src/release/restore-workload.ts';
import { recordWith, release, site } from '../support/release-facts.ts';
import { weightsNow, worldInMemory } from '../support/world-in-memory.ts';

const longAgo = { release, startedAt: '2026-11-23T10:00:00.000Z', now: '2026-11-23T11:00:00.000Z' };

describe('what a function does that runs on after the rollback', () => {
  it('is set right before the candidate goes: no user is sent to a version that is taken away', async () => {
    const { world, calls, ports } = worldInMemory(recordWith({ status: 'aborting' }));
    world.split = { ...splitFor(site, 50), sticky: false };
    expect(await restoreWorkload(longAgo, ports)).toMatchObject({ kind: 'hold' });
    expect(weightsNow(world.split)).toMatchObject({ blue: 100, green: 0 });
    expect(calls).not.toContain('workload.remove');
    expect(await restoreWorkload(longAgo, ports)).toMatchObject({ kind: 'advance' });
    expect(calls).toContain('workload.remove');
  });

  it('is told from somebody who never stops moving users: that ends in a quarantine, not in a fight', async () => {
    const { world, calls, ports } = worldInMemory(recordWith({ status: 'aborting' }));
    world.split = { ...splitFor(site, 50), sticky: false };
    const turn = { ...longAgo, now: '2026-11-23T12:00:01.000Z' };
    await expect(restoreWorkload(turn, ports)).rejects.toMatchObject({ name: 'NotConverged' });
    expect(calls).not.toContain('traffic.set');
  });

  it('never takes the candidate away itself: users may be on it', async () => {
    const { world, calls, ports, rightAfter } = worldInMemory(recordWith());
    rightAfter('workload.deploy', () => {
      world.record = recordWith({ status: 'aborting' });
    });
    const turn = { ...longAgo, step: { kind: 'deploy' } as const };
    await expect(deployVersion(turn, ports)).rejects.toMatchObject({ name: 'ReleaseAborted' });
    expect(calls).not.toContain('workload.remove');
  });
});
