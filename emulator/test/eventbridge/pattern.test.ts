import { describe, expect, it } from '@jest/globals';
import { compilePattern } from '../../src/eventbridge/pattern.ts';

const event = {
  version: '0',
  id: 'ddddd4-aaaa-7777-4444-345dd43cc333',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  time: '2017-10-02T16:24:49Z',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000'],
  detail: {
    'c-count': 5,
    'x-limit': 301.8,
    'source-ip': '10.0.0.33',
    'instance-id': 'i-000000aaaaaa00000',
    state: 'running',
    path: 'dir/a*b/c.png',
    empty: '',
    nothing: null,
    flag: true,
    none: [],
    nested: { a: { b: [1, [2, 3]] } },
    metrics: [
      { name: 'errors', unit: 'count' },
      { name: 'latency', unit: 'ms', alarm: true },
    ],
  },
};

function matches(pattern: unknown): boolean {
  return compilePattern(JSON.stringify(pattern))(event);
}
function detail(pattern: unknown): boolean {
  return matches({ detail: pattern });
}

describe('a pattern', () => {
  it('takes the fields of an object as and, the values of a field as or', () => {
    expect(matches({ source: ['aws.ecr', 'aws.ec2'], detail: { state: ['running'] } })).toBe(true);
    expect(matches({ source: ['aws.ec2'], detail: { state: ['stopped'] } })).toBe(false);
  });

  it.each([
    [{ 'c-count': [5.0] }, true],
    [{ 'c-count': ['5'] }, false],
    [{ flag: [true] }, true],
    [{ flag: ['true'] }, false],
    [{ nothing: [null] }, true],
    [{ empty: [''] }, true],
    [{ state: [null] }, false],
    [{ missing: [null] }, false],
  ])('compares exactly, by JSON type and value: %j is %s', (pattern, expected) => {
    expect(detail(pattern)).toBe(expected);
  });

  it('matches an array when one of its elements does, however deep', () => {
    expect(matches({ resources: [{ suffix: 'i-000000aaaaaa00000' }, 'other'] })).toBe(true);
    expect(detail({ nested: { a: { b: [3] } } })).toBe(true);
    expect(detail({ nested: { a: { b: [4] } } })).toBe(false);
  });

  it('wants sibling fields in one and the same element of an array of objects', () => {
    expect(detail({ metrics: { name: ['errors'], unit: ['count'] } })).toBe(true);
    expect(detail({ metrics: { name: ['errors'], unit: ['ms'] } })).toBe(false);
  });

  it.each([
    [{ state: [{ prefix: 'run' }] }, true],
    [{ state: [{ prefix: 'RUN' }] }, false],
    [{ state: [{ prefix: { 'equals-ignore-case': 'RUN' } }] }, true],
    [{ 'c-count': [{ prefix: '5' }] }, false],
    [{ path: [{ suffix: '.png' }] }, true],
    [{ path: [{ suffix: { 'equals-ignore-case': '.PNG' } }] }, true],
    [{ path: [{ suffix: '.PNG' }] }, false],
    [{ state: [{ 'equals-ignore-case': 'RUNNING' }] }, true],
    [{ state: [{ 'equals-ignore-case': 'RUN' }] }, false],
    [{ path: [{ wildcard: 'dir/*.png' }] }, true],
    [{ path: [{ wildcard: 'dir/*.PNG' }] }, false],
    [{ path: [{ wildcard: '*a\\*b*' }] }, true],
    [{ state: [{ wildcard: 'r\\*' }] }, false],
    [{ state: [{ wildcard: '*run.ing' }] }, false],
  ])('knows prefix, suffix, case and wildcard: %j is %s', (pattern, expected) => {
    expect(detail(pattern)).toBe(expected);
  });

  it.each([
    [{ 'c-count': [{ numeric: ['>', 0, '<=', 5] }] }, true],
    [{ 'c-count': [{ numeric: ['>', 0, '<', 5] }] }, false],
    [{ 'c-count': [{ numeric: ['<', 10] }] }, true],
    [{ 'x-limit': [{ numeric: ['=', 3.018e2] }] }, true],
    [{ state: [{ numeric: ['<', 10] }] }, false],
    [{ 'source-ip': [{ cidr: '10.0.0.0/24' }] }, true],
    [{ 'source-ip': [{ cidr: '10.0.1.0/24' }] }, false],
    [{ 'source-ip': [{ cidr: '::/0' }] }, false],
    [{ state: [{ cidr: '0.0.0.0/0' }] }, false],
  ])('knows numbers and address ranges: %j is %s', (pattern, expected) => {
    expect(detail(pattern)).toBe(expected);
  });

  it.each([
    [{ state: [{ 'anything-but': 'initializing' }] }, true],
    [{ state: [{ 'anything-but': 'running' }] }, false],
    [{ state: [{ 'anything-but': ['stopped', 'running'] }] }, false],
    [{ 'x-limit': [{ 'anything-but': [100, 200] }] }, true],
    [{ 'x-limit': [{ 'anything-but': 301.8 }] }, false],
    [{ missing: [{ 'anything-but': 'running' }] }, false],
    [{ state: [{ 'anything-but': { prefix: 'run' } }] }, false],
    [{ state: [{ 'anything-but': { prefix: ['init', 'stop'] } }] }, true],
    [{ path: [{ 'anything-but': { suffix: '.png' } }] }, false],
    [{ state: [{ 'anything-but': { 'equals-ignore-case': ['RUNNING', 'x'] } }] }, false],
    [{ path: [{ 'anything-but': { wildcard: '*/a*/*' } }] }, false],
    [{ nested: { a: { b: [{ 'anything-but': 1 }] } } }, true],
  ])('knows every form of anything-but: %j is %s', (pattern, expected) => {
    expect(detail(pattern)).toBe(expected);
  });

  it.each([
    [{ state: [{ exists: true }] }, true],
    [{ state: [{ exists: false }] }, false],
    [{ nothing: [{ exists: true }] }, true],
    [{ missing: [{ exists: false }] }, true],
    [{ missing: [{ exists: true }] }, false],
    [{ nested: [{ exists: true }] }, false],
    [{ none: [{ exists: false }] }, true],
    [{ gone: { away: [{ exists: false }] } }, true],
    [{ missing: [{ exists: false }, 'x'], state: ['running'] }, true],
    [{ metrics: { alarm: [{ exists: false }] } }, false],
  ])('asks about leaves only with exists: %j is %s', (pattern, expected) => {
    expect(detail(pattern)).toBe(expected);
  });

  it('takes $or as or across fields, at any depth', () => {
    expect(detail({ $or: [{ state: ['stopped'] }, { 'c-count': [5] }] })).toBe(true);
    expect(detail({ $or: [{ state: ['stopped'] }, { 'c-count': [6] }] })).toBe(false);
    const inner = { state: ['running'], $or: [{ flag: [false] }, { empty: [''] }] };
    expect(matches({ source: ['aws.ec2'], $or: [{ id: ['x'] }, { detail: inner }] })).toBe(true);
    expect(matches({ source: ['aws.ecr'], $or: [{ id: ['x'] }, { detail: inner }] })).toBe(false);
  });
});

describe('a pattern that AWS refuses', () => {
  it.each([
    ['{}', 'Empty objects are not allowed'],
    ['[]', 'Filter is not an object'],
    ['{"source": "aws.ecr"}', '"source" must be an object or an array'],
    ['{"source": []}', 'Empty arrays are not allowed'],
    ['{"source": [["x"]]}', 'Match value must be String'],
    ['{"source": [{"prefx": "x"}]}', 'Unrecognized match type prefx'],
    ['{"source": [{"prefix": "x", "suffix": "y"}]}', 'Only one key allowed'],
    ['{"source": [{"wildcard": "a**b"}]}', 'Consecutive wildcard'],
    ['{"source": [{"wildcard": "a\\\\b"}]}', 'Invalid escape character'],
    ['{"source": [{"numeric": ["<", 5, ">", 0]}]}', 'lower bound first'],
    ['{"source": [{"numeric": ["!", 5]}]}', 'Unrecognized numeric range operator'],
    ['{"source": [{"numeric": ["<", 6e9]}]}', 'between -5.0e9 and 5.0e9'],
    ['{"source": [{"anything-but": ["a", 1]}]}', 'one type'],
    ['{"source": [{"anything-but": {"numeric": ["<", 1]}}]}', 'Unsupported anything-but pattern'],
    ['{"source": [{"exists": "yes"}]}', 'either true or false'],
    ['{"source": [{"cidr": "10.0.0.0"}]}', 'Malformed CIDR'],
    ['{"$or": [{"source": ["x"]}]}', 'at least 2 Objects'],
    ['{"$or": [{"prefix": ["x"]}, {"source": ["x"]}]}', 'reserved'],
    ['{"source": [', 'Event pattern is not valid. Reason: '],
  ])('%s gets InvalidEventPatternException', (text, reason) => {
    expect(() => compilePattern(text)).toThrow(
      expect.objectContaining({ name: 'InvalidEventPatternException', message: expect.stringContaining(reason) }),
    );
  });

  it('is refused by its quota beyond 2,048 characters', () => {
    expect(() => compilePattern(JSON.stringify({ source: ['x'.repeat(2_048)] }))).toThrow(
      expect.objectContaining({ name: 'LimitExceededException' }),
    );
  });
});
