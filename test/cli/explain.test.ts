import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import { dynamodbVerdicts } from '../../src/adapters/aws/dynamodb-verdicts.ts';
import type { HealthEvidence } from '../../src/contracts/evidence.ts';
import type { Inquiry, Verdict } from '../../src/contracts/verdict.ts';
import { judge } from '../../src/domain/judgement/judge.ts';
import { openTable, tableName } from '../adapters/aws/table.ts';
import { answer, at, gateOf, inquiry, reading, terms, traffic } from '../domain/judgement/inquiries.ts';
import { tidegate } from '../support/command.ts';
import { becomeOperatorOf } from '../support/operator-environment.ts';
import { recordWith } from '../support/release-facts.ts';

let table: Awaited<ReturnType<typeof openTable>>;
let resign: () => void;
beforeEach(async () => {
  table = await openTable();
  resign = await becomeOperatorOf(table.client);
  await dynamodbLedger(table.client, tableName).admit(recordWith());
});
afterEach(async () => {
  resign();
  await table.close();
});

const explain = (...words: string[]) => tidegate('explain', 'orders', ...words, '--table', tableName);
const keep = async (
  over: Partial<Inquiry> = {},
  evidence: Partial<HealthEvidence> = {},
  { epoch = 7, verdict }: { epoch?: number; verdict?: Verdict } = {},
) => {
  const judged = inquiry(over, evidence);
  const kept = { release: { service: 'orders', epoch }, inquiry: judged, verdict: verdict ?? judge(judged) };
  await dynamodbVerdicts(table.client, tableName).keep(kept);
  return kept;
};

describe('tidegate explain', () => {
  it('lists the looks of the present release and explains the newest one', async () => {
    await keep({ now: at(60) });
    const { verdict } = await keep();
    await keep({}, {}, { epoch: 6 });
    const { code, out } = await explain();
    expect(code).toBe(0);
    expect(out).toMatch(/^orders: release 7, 2 looks\n\n {2}2026-11-23T10:01:00.000Z {2}bake at 25 % {2}hold /);
    expect(out).toContain(`  2026-11-23T10:05:00.000Z  bake at 25 %  advance       ${verdict.because}`);
    expect(out).toContain('2026-11-23T10:05:00.000Z: bake at 25 %, which began 2026-11-23T10:00:00.000Z');
    expect(out).toMatch(/✔ Same verdict from the same evidence.\n$/);
  });

  it('shows both sides as a table, with what was slow', async () => {
    const baseline = { requests: 100_000, errors: 100, slow: [50_000, 1000], slowAboveSeconds: [0.12, 1.5] };
    const minute = { at: at(0), stable: { requests: 1000, errors: 1, slow: [500, 10] } };
    const candidate = { requests: 250, errors: 2, slow: [100, 5] };
    const minutes = [
      { ...minute, candidate },
      { ...minute, at: at(60), candidate: null },
    ];
    await keep({ terms: { ...terms, baseline } }, { traffic: { requests: 250, minutes } });
    expect((await explain()).out).toContain(`
  traffic     250 requests in this step, 20 are needed
                          minutes   requests       errors    over 0.12 s   over 1.5 s
              candidate         1        250     2 (0.8%)      100 (40%)       5 (2%)
              stable            2      2,000     2 (0.1%)    1,000 (50%)      20 (1%)
              before                 100,000   100 (0.1%)   50,000 (50%)   1,000 (1%)
  comparison`);
  });

  it('tells alarms, targets, pods and what people said', async () => {
    const restarted = {
      pod: 'orders-5d9-x7x',
      restarts: 2,
      lastAt: at(30),
      how: 'container app ended with exit code 3',
    };
    await keep(
      { step: gateOf(), answers: [answer('go on from 5 %', 'yes', 'seen by QA')], wasClosed: true },
      {
        ...{ alarms: [reading('orders-5xx', 'firing')], weightsAgree: false },
        targets: { stable: { healthy: 4, registered: 4 }, candidate: { healthy: 1, registered: 3, initial: 1 } },
        pods: { wanted: 3, ready: 1, unready: ['orders-5d9-abc'], restarted: [restarted], stuck: 'no image' },
      },
    );
    const { out } = await explain();
    for (const line of [
      '  verdict     rollBack',
      '  because     alarm fires: orders-5xx',
      '  alarms      orders-5xx firing',
      '  incidents   none',
      '  weights     not as Tidegate set them',
      '  targets     candidate 1 of 3 healthy, 1 not checked yet',
      '              stable 4 of 4 healthy',
      '  pods        1 of 3 ready',
      '              orders-5d9-abc lost its readiness',
      '              orders-5d9-x7x ended 2 times, last at 2026-11-23T10:00:30.000Z: container app ended with exit code 3',
      '              stuck: no image',
      '  asked       "go on from 5 %": ada said yes at 2026-11-23T10:01:40.000Z: seen by QA',
      '  closed      users got the maintenance answer before',
    ])
      expect(out).toContain(`\n${line}\n`);
  });

  it('says which source did not answer, and leaves out what nobody asked', async () => {
    const { evidence } = inquiry();
    const { targets, pods, ...asked } = evidence;
    const kept = { ...inquiry(), evidence: { ...asked, traffic: { unseen: 'GetMetricData failed' } } };
    const verdict = { release: { service: 'orders', epoch: 7 }, inquiry: kept, verdict: judge(kept) };
    await dynamodbVerdicts(table.client, tableName).keep(verdict);
    const { code, out } = await explain();
    expect(code).toBe(0);
    expect(out).toContain('  traffic     could not be asked: GetMetricData failed\n');
    expect(out).not.toContain('  pods ');
  });

  it('says so, and ends with 1, when this version judges the same evidence otherwise', async () => {
    await keep({}, {}, { verdict: { kind: 'rollBack', because: 'an older rule' } });
    const { code, out } = await explain();
    expect(code).toBe(1);
    expect(out).toContain(
      'judges the same evidence otherwise:\n    then      rollBack: an older rule\n    now       advance: ',
    );
    expect(JSON.parse((await explain('--json')).out)).toMatchObject({ same: false, again: { kind: 'advance' } });
  });

  it('shows the look of an instant, or the last one before it', async () => {
    for (const seconds of [60, 120, 300]) await keep({ now: at(seconds) });
    for (const time of [at(120), at(299), '2026-11-23T10:02', '2026-11-23T11:02:30+01:00']) {
      const { out } = await explain('--at', time);
      expect(out).toContain('orders: release 7, 1 look, after 1 earlier\n');
      expect(out).toContain('2026-11-23T10:02:00.000Z: bake');
    }
    expect(await explain('--at', at(59))).toMatchObject({
      code: 2,
      err: `nobody had looked at release 7 of orders by ${at(59)}: the first look was at ${at(60)}\n`,
    });
  });

  it('lists only the last ones, and those of another release', async () => {
    for (const seconds of [60, 120, 300]) await keep({ now: at(seconds) }, {}, { epoch: 6 });
    const { out } = await explain('--release', '6', '--last', '2');
    expect(out).toContain('orders: release 6, 2 looks, after 1 earlier\n');
    expect(out).not.toContain(at(60));
  });

  it('prints list, evidence and both verdicts as JSON', async () => {
    const kept = await keep({}, { traffic: { requests: 500, minutes: traffic(3, [100, 0]) } });
    const { verdict, inquiry: judged } = kept;
    expect(JSON.parse((await explain('--json')).out)).toEqual({
      ...{ release: kept.release, earlier: 0, explained: kept, again: verdict, same: true },
      looks: [{ now: judged.now, step: judged.step, verdict }],
    });
  });

  it.each([
    [['--at', 'yesterday'], 'It must be an instant like'],
    [['--last', '0'], 'It must be a whole number'],
    [['--last', '2', '--at', at(0)], 'cannot be used with'],
    [['--release', '5'], 'no look at release 5 of orders is kept'],
  ])('refuses %j', async (words, message) => {
    expect(await explain(...words)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });

  it('is told which service, and a table', async () => {
    expect(await tidegate('explain', 'nobody', '--table', tableName)).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('nobody was never released') },
    });
    expect(await tidegate('explain', 'orders')).toMatchObject({ code: 2, err: expect.stringContaining('--table') });
  });
});
