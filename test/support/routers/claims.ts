import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { agrees } from '../../../src/domain/split.ts';
import type { Split } from '../../../src/ports/traffic.ts';
import { eventually } from '../cluster.ts';
import type { IngressStage, RouterStage } from './router-stage.ts';

/** Until the load balancer has this split: a controller takes its time. */
export const converges = ({ traffic }: RouterStage, wanted: Split): Promise<void> =>
  eventually(async () => {
    const live = await traffic.read(wanted.listenerRule, Object.keys(wanted.weights));
    if (!agrees(live, wanted)) throw new Error(`the load balancer has ${JSON.stringify(live)}`);
  });

const reversed = (split: Split): Split => ({
  ...split,
  weights: Object.fromEntries(Object.entries(split.weights).reverse()),
});

/** What every router owes a release. */
export const declareRouterClaims = (name: string, open: () => Promise<RouterStage>): void => {
  describe(name, () => {
    let stage: RouterStage;
    beforeEach(async () => {
      stage = await open();
    });
    afterEach(() => stage.close());

    it('gives the load balancer the weights that were set', async () => {
      for (const weight of [0, 5, 25, 100]) {
        await stage.traffic.set(stage.split(weight));
        await converges(stage, stage.split(weight));
      }
    });

    it('is repeatable byte for byte, in whatever order the target groups are named', async () => {
      await stage.traffic.set(stage.split(5));
      const first = await stage.written();
      await stage.traffic.set(reversed(stage.split(5)));
      expect(await stage.written()).toBe(first);
      expect(first).not.toBe('');
    });

    it('leaves the weights of others alone', async () => {
      const before = await stage.neighbour();
      await stage.traffic.set(stage.split(50));
      await converges(stage, stage.split(50));
      expect(await stage.neighbour()).toEqual(before);
      expect(before).toEqual([30, 70]);
    });

    it('turns off the stickiness that somebody turned on', async () => {
      await stage.traffic.set(stage.split(5));
      await converges(stage, stage.split(5));
      await stage.somebodySets(5, true);
      expect(await stage.traffic.read(stage.safe.listenerRule)).toMatchObject({ sticky: true });
      await stage.traffic.set(stage.split(25));
      await converges(stage, stage.split(25));
    });

    it('reads what somebody else has set as it is', async () => {
      await stage.traffic.set(stage.split(25));
      await converges(stage, stage.split(25));
      await stage.somebodySets(60);
      const { weights } = await stage.traffic.read(stage.safe.listenerRule);
      expect(weights).toEqual(stage.split(60).weights);
    });

    it('sends everybody back at the load balancer itself, and that holds', async () => {
      await stage.traffic.set(stage.split(25));
      await converges(stage, stage.split(25));
      await stage.traffic.set(stage.safe);
      await converges(stage, stage.safe);
      await stage.traffic.set(stage.split(0));
      await converges(stage, stage.safe);
    });

    it('refuses what can never be, in a sentence, and changes nothing', async () => {
      await stage.traffic.set(stage.split(5));
      await converges(stage, stage.split(5));
      const [stable = ''] = Object.keys(stage.safe.weights);
      const weights = { [stable]: 50, [stable.replace(/[0-9a-f]{16}$/, '0'.repeat(16))]: 50 };
      await expect(stage.traffic.set({ ...stage.split(5), weights })).rejects.toMatchObject({
        name: expect.stringMatching(/^(RollbackActionRefused|InputInvalid)$/),
        message: expect.stringMatching(/target ?group/i),
      });
      await converges(stage, stage.split(5));
    });
  });
};

/** What a router with a controller between itself and the load balancer owes besides. */
export const declareControllerClaims = (name: string, open: () => Promise<IngressStage>): void => {
  describe(`${name}, past its controller`, () => {
    let stage: IngressStage;
    beforeEach(async () => {
      stage = await open();
    });
    afterEach(() => stage.close());
    const release = (epoch: number) => ({ release: { service: 'orders', epoch } });

    it('shows the weights of the release again where the controller looks before the annotation follows', async () => {
      await stage.traffic.set(stage.split(25));
      await converges(stage, stage.split(25));
      await stage.traffic.set(stage.safe);
      await converges(stage, stage.safe);
      await stage.poke();
      await converges(stage, stage.split(25));
    });

    it('keeps everybody on stable whatever the controller does, once the annotation has followed', async () => {
      await stage.traffic.set(stage.safe);
      await stage.traffic.set(stage.split(0));
      await converges(stage, stage.safe);
      await stage.poke();
      await stage.poke();
      await converges(stage, stage.safe);
      const { targetGroups } = JSON.parse(await stage.written()).forwardConfig;
      expect(targetGroups.map(({ weight }: { weight: number }) => weight)).toEqual([100, 0]);
    });

    it('is set by no release older than the one that set it last', async () => {
      await stage.traffic.set({ ...stage.split(5), ...release(8) });
      const before = await stage.written();
      await expect(stage.traffic.set({ ...stage.split(50), ...release(7) })).rejects.toMatchObject({
        name: 'StaleRelease',
        message: expect.stringContaining('release 8 of orders already set action orders'),
      });
      expect(await stage.written()).toBe(before);
      await stage.traffic.set({ ...stage.split(50), ...release(8) });
      await converges(stage, stage.split(50));
    });
  });
};
