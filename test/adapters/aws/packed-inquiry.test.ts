import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packed, unpacked } from '../../../src/adapters/aws/packed-inquiry.ts';
import type { HealthEvidence } from '../../../src/contracts/evidence.ts';
import { judge } from '../../../src/domain/judgement/judge.ts';
import { answer, at, gateOf, healthy, inquiry } from '../../domain/judgement/inquiries.ts';
import { days } from '../../support/long-traffic.ts';

const { targets, pods, traffic, ...withoutUsers } = healthy;
const unseen = { unseen: 'GetMetricData failed: ThrottlingException' };
const gap = { at: '2026-11-23T10:00:00.000Z', stable: null, candidate: { requests: 0, errors: 0, slow: [] } };

describe('a packed inquiry', () => {
  it.each<[string, HealthEvidence]>([
    ['with traffic of both sides', healthy],
    ['with gaps and zeros, which are not the same', { ...healthy, traffic: { requests: 0, minutes: [gap] } }],
    ['without a minute', { ...healthy, traffic: { requests: 0, minutes: [] } }],
    ['whose traffic could not be asked', { ...healthy, traffic: unseen }],
    ['for which nobody looked at traffic', withoutUsers],
  ])('is what it was, %s', async (_what, evidence) => {
    const { evidence: _, ...rest } = inquiry({ answers: [answer('gate', 'yes')], step: gateOf() });
    const whole = { ...rest, evidence };
    expect(await unpacked(await packed(whole))).toEqual(whole);
  });

  it('has the same verdict when it is unpacked, whatever the minutes', async () => {
    const count = fc.oneof(fc.nat(100_000), fc.double({ min: 0, max: 1e9, noNaN: true }));
    const side = fc.option(fc.record({ requests: count, errors: count, slow: fc.array(count, { maxLength: 3 }) }));
    const minute = fc.record({ at: fc.nat(90).map((minutes) => at(60 * minutes)), stable: side, candidate: side });
    await fc.assert(
      fc.asyncProperty(fc.array(minute), fc.nat(100), async (minutes, requests) => {
        const asked = inquiry({}, { traffic: { requests, minutes } });
        const again = await unpacked(await packed(asked));
        expect(again).toEqual(asked);
        expect(judge(again)).toEqual(judge(asked));
      }),
    );
  });

  it('has room for five days of traffic in one item of DynamoDB', async () => {
    const long = inquiry({}, { traffic: { requests: 500, minutes: days(5) } });
    expect((await packed(long)).length).toBeLessThan(350_000);
  });

  it('is refused where it is something else', async () => {
    await expect(unpacked(Buffer.from('{}'))).rejects.toThrow('incorrect header');
    await expect(unpacked(gzipSync('{"inquiry":{},"minutes":null}'))).rejects.toThrow();
  });
});
