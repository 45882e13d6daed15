import {
  DescribeTargetHealthCommand,
  ModifyRuleCommand,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { compileConditions, type RequestFacts } from '../../src/elb/conditions.ts';
import { createRule, createStage, get, type Stage, weighted } from './stage.ts';
import { createTwoGroups } from './two-groups.ts';

const header = (HttpHeaderName: string, ...Values: string[]): RuleCondition => ({
  Field: 'http-header',
  HttpHeaderConfig: { HttpHeaderName, Values },
});
const query = (...Values: { Key?: string; Value: string }[]): RuleCondition => ({
  Field: 'query-string',
  QueryStringConfig: { Values },
});

const request = ({
  headers = {},
  search = '',
}: {
  headers?: Record<string, string>;
  search?: string;
}): RequestFacts => ({
  ...{ method: 'GET', host: 'shop.example', path: '/orders', query: search },
  header: (name) => headers[name],
});
const matches = (conditions: readonly RuleCondition[], facts: Parameters<typeof request>[0]) =>
  compileConditions(conditions)(request(facts));

describe('a header condition', () => {
  it('compares whole values, whatever their case', () => {
    expect(matches([header('X-Tester', 'Yes')], { headers: { 'x-tester': 'yes' } })).toBe(true);
    expect(matches([header('X-Tester', 'yes')], { headers: { 'x-tester': 'yes please' } })).toBe(false);
    expect(matches([header('X-Tester', 'yes')], {})).toBe(false);
  });

  it('finds a cookie among others by wildcards', () => {
    const cookies = { headers: { cookie: 'theme=dark; cohort=b; lang=en' } };
    expect(matches([header('Cookie', '*cohort=b*')], cookies)).toBe(true);
    expect(matches([header('Cookie', '*cohort=a*')], cookies)).toBe(false);
  });

  it('takes a wildcard after a backslash as it stands', () => {
    const conditions = [header('X-Pattern', 'a\\*?')];
    expect(matches(conditions, { headers: { 'x-pattern': 'a*c' } })).toBe(true);
    expect(matches(conditions, { headers: { 'x-pattern': 'abc' } })).toBe(false);
  });
});

describe('a query condition', () => {
  it('looks for one of its pairs anywhere in the query string', () => {
    const conditions = [query({ Key: 'cohort', Value: 'b?' }, { Key: 'preview', Value: '*' })];
    expect(matches(conditions, { search: 'x=1&COHORT=B2' })).toBe(true);
    expect(matches(conditions, { search: 'preview=' })).toBe(true);
    expect(matches(conditions, { search: 'cohort=b' })).toBe(false);
  });

  it('without a key looks at all values', () => {
    expect(matches([query({ Value: 'beta' })], { search: 'x=1&y=beta' })).toBe(true);
  });

  it('and a header condition must both hold', () => {
    const both = [query({ Key: 'cohort', Value: 'b' }), header('X-Tester', 'yes')];
    expect(matches(both, { search: 'cohort=b' })).toBe(false);
    expect(matches(both, { search: 'cohort=b', headers: { 'x-tester': 'yes' } })).toBe(true);
  });
});

describe('a rule before another', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  it.each<[string, RuleCondition, string, Readonly<Record<string, string>>]>([
    ['a cookie', header('Cookie', '*cohort=b*'), '/', { cookie: 'theme=dark; cohort=b' }],
    ['a header', header('X-Tester', 'yes'), '/', { 'x-tester': 'YES' }],
    ['a query string', query({ Key: 'cohort', Value: 'b' }), '/?cohort=b', {}],
  ])('takes the users of %s to its own group, and leaves the rest', async (_what, condition, path, headers) => {
    stage = await createStage();
    const { listener, rule, blue, green, blueProgram, greenProgram } = await createTwoGroups(stage, [1, 0]);
    await createRule(stage, listener, weighted({ [blue]: 1 }), { priority: 2 });
    const change = { RuleArn: rule, Conditions: [condition], Actions: [weighted({ [green]: 1 })] };
    await stage.client.send(new ModifyRuleCommand(change));
    await stage.clock.advance(0);
    const before = [blueProgram.requests(), greenProgram.requests()];
    await get(stage, path, headers);
    await get(stage);
    await get(stage, '/?cohort=a', { cookie: 'cohort=a' });
    expect([blueProgram.requests() - (before[0] ?? 0), greenProgram.requests() - (before[1] ?? 0)]).toEqual([2, 1]);
  });

  it('that answers by itself leaves the targets of its group unchecked, as on AWS', async () => {
    stage = await createStage();
    const { rule, blue } = await createTwoGroups(stage, [1, 0]);
    const FixedResponseConfig = { StatusCode: '503', ContentType: 'text/html', MessageBody: '<h1>Back soon</h1>' };
    await stage.client.send(
      new ModifyRuleCommand({ RuleArn: rule, Actions: [{ Type: 'fixed-response', FixedResponseConfig }] }),
    );
    await stage.clock.advance(0);
    const answer = await get(stage, '/orders', { accept: 'application/json' });
    expect(answer).toMatchObject({ status: 503, body: '<h1>Back soon</h1>' });
    expect(answer.headers['content-type']).toBe('text/html');
    expect(answer.headers).not.toHaveProperty('retry-after');
    const { TargetHealthDescriptions } = await stage.client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: blue }),
    );
    expect(TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth)).toEqual([
      expect.objectContaining({ State: 'unused', Reason: 'Target.NotInUse' }),
    ]);
  });
});
