import { describe, expect, it } from '@jest/globals';
import { TidegateError } from '../../src/domain/errors.ts';
import { undoOf } from '../../src/domain/undo.ts';
import { afterwards } from '../../src/release/afterwards.ts';
import { concludeRelease } from '../../src/release/conclude-release.ts';
import { restoreWorkload } from '../../src/release/restore-workload.ts';
import { rollBackTurn } from '../../src/release/roll-back.ts';
import { blue, green, recordWith, runningImage, site } from '../support/release-facts.ts';
import { worldInMemory } from '../support/world-in-memory.ts';

const service = (name: string) => ({ name, port: '80' });
const here = {
  ...site,
  ingress: {
    ...{ cluster: 'production', namespace: 'shop', ingress: 'shop', action: 'orders' },
    services: { [blue]: service('orders-blue'), [green]: service('orders-green') },
  },
};

/** A release through an Ingress whose rule the controller has taken away from the load balancer. */
const withoutRule = (status: 'active' | 'aborting' | 'settling') => {
  const { release } = recordWith();
  const ground = { site: here, capacity: release.capacity, keep: [], image: runningImage };
  const undo = [...undoOf(release.plan, ground)];
  const world = worldInMemory(recordWith({ status, release: { ...release, site: here, undo } }));
  const gone = () => Promise.reject(new TidegateError('RollbackActionRefused', 'the rule is gone'));
  const written: unknown[] = [];
  const traffic = {
    ...world.ports.traffic,
    read: gone,
    set: async (split: { ingress?: unknown }) => (split.ingress === undefined ? gone() : void written.push(split)),
    told: async () => ({ says: false }),
  };
  const ports = { ...world.ports, traffic };
  return { ...world, written, ports: { ...ports, afterwards: async () => afterwards(ports) } };
};
const turn = {
  ...{ release: { service: 'orders', epoch: 7 }, because: 'the alarm fires', error: {} },
  ...{ now: '2026-11-23T10:10:00.000Z', startedAt: '2026-11-23T10:00:00.000Z' },
};

describe('a rule of an Ingress that is gone from the load balancer', () => {
  it('stops no rollback at its first call', async () => {
    const { ports, world } = withoutRule('active');
    await expect(rollBackTurn(turn, ports)).resolves.toEqual({ state: 'undone' });
    expect(world.record?.status).toBe('aborting');
  });

  it('is made anew from an Ingress that sends everybody back', async () => {
    const { ports, written } = withoutRule('aborting');
    await expect(restoreWorkload(turn, ports)).resolves.toMatchObject({
      kind: 'hold',
      because: expect.stringContaining('controller follows'),
    });
    expect(written).toMatchObject([{ weights: { [blue]: 100, [green]: 0 }, ingress: here.ingress }]);
  });

  it('ends no rollback as proven', async () => {
    const { ports } = withoutRule('settling');
    const conclusion = { ...turn, as: 'rolledBack' as const };
    await expect(concludeRelease(conclusion, ports)).rejects.toMatchObject({ name: 'RollbackActionRefused' });
  });
});
