import { describe, expect, it } from '@jest/globals';
import picocolors from 'picocolors';
import type { ExecutionFacts, Sighting } from '../../cli/rehearse/sighting.ts';
import { barText, clipped, clockText, spanText, wrapped } from '../../cli/rehearse/timeline/layout.ts';
import { createPulse } from '../../cli/rehearse/timeline/pulse.ts';
import { Timeline, type Verbosity } from '../../cli/rehearse/timeline/timeline.ts';

const execution = (error?: string): ExecutionFacts => {
  const end = { at: 9_000, status: error ? 'FAILED' : 'SUCCEEDED', error, because: 'so it was' };
  return { machine: 'release', arn: 'a', name: 'orders-2', input: {}, startedAt: 0, transitions: 1, end };
};
const ended = (error?: string): Sighting => {
  const facts = execution(error);
  return {
    kind: 'executionEnded',
    at: 9_000,
    execution: facts,
    end: facts.end ?? { at: 0, status: '', error, because: '' },
  };
};
const queued = (): Sighting => {
  const facts = execution();
  const end = { at: 9_000, status: 'SUCCEEDED', error: undefined, queued: true, because: 'so it was' };
  return { kind: 'executionEnded', at: 9_000, execution: { ...facts, end }, end };
};
const judged = (state: string, output: object): Sighting => ({
  kind: 'turnDone',
  at: 65_000,
  execution: 'e',
  state,
  output,
});

/** The lines that a timeline of 100 plain columns prints. */
function linesOf(sightings: readonly Sighting[], verbosity: Verbosity = 'normal', isLive = false): string[] {
  const lines: string[] = [];
  const colors = picocolors.createColors(false);
  const terminal = {
    colors,
    width: 100,
    isLive,
    line: (text = '') => void lines.push(text),
    live: (text: string) => void lines.push(`live: ${text}`),
  };
  const timeline = new Timeline({ terminal, verbosity, beganAt: 0, shareOf: (weights) => weights['green'] ?? 0 });
  sightings.forEach((sighting) => {
    timeline.tell(sighting);
  });
  if (isLive) timeline.live(70_000, { requestsPerSecond: 200, failed: 3 });
  return lines;
}

describe('the timeline', () => {
  it.each<[Sighting, string]>([
    [
      { kind: 'weightsSet', at: 65_000, change: { at: 0, by: 'shift-traffic', weights: { blue: 75, green: 25 } } },
      '  0:01:05  traffic     █████░░░░░░░░░░░░░░░  25 %  by shift-traffic',
    ],
    [
      judged('JudgeHealth', { kind: 'advance', because: '40 requests and no alarm' }),
      '  0:01:05  healthy     40 requests and no alarm',
    ],
    [
      judged('JudgeHealth', { kind: 'rollBack', because: 'alarm fires: e' }),
      '  0:01:05  verdict     roll back: alarm fires: e',
    ],
    [judged('AdmitRelease', { kind: 'admitted', because: 'release 1' }), '  0:01:05  admitted    release 1'],
    [{ kind: 'alarmFired', at: 65_000, alarm: 'errors' }, '  0:01:05  ALARM       errors fires'],
    [
      { kind: 'turnFailed', at: 65_000, execution: 'e', state: 'ShiftTraffic', error: 'CallFailed', cause: 'slow' },
      '  0:01:05  failed      ShiftTraffic: CallFailed: slow',
    ],
    [ended(), '  0:00:09  RELEASED    so it was'],
    [queued(), '  0:00:09  QUEUED      so it was'],
    [ended('RolledBack'), '  0:00:09  ROLLED BACK so it was'],
    [ended('Refused'), '  0:00:09  REFUSED     so it was'],
  ])('tells a moment on one line: %#', (sighting, line) => {
    expect(linesOf([sighting]).map((text) => text.replace(/^ +/, '  '))).toEqual([line]);
  });

  it('tells which flags were flipped, from the step that was asked for', () => {
    const home = { application: 'a', environment: 'e', profile: 'p', strategy: 's' };
    const changes = [{ key: 'loyalty', before: { enabled: false }, after: { enabled: true, limit: 3 } }];
    const begun: Sighting = {
      kind: 'turnBegun',
      at: 1,
      execution: 'e',
      state: 'FlipFlags',
      step: { kind: 'flip', home, changes },
    };
    expect(linesOf([begun, judged('FlipFlags', {})]).join()).toMatch(/flags {7}loyalty on {"limit":3}$/);
  });

  it('keeps holds for those who ask for more', () => {
    const hold = judged('JudgeHealth', { kind: 'hold', because: 'baking' });
    expect(linesOf([hold])).toEqual([]);
    expect(linesOf([hold], 'verbose')).toHaveLength(1);
  });

  it('says nothing when it is quiet', () => {
    expect(linesOf([ended('RolledBack')], 'quiet')).toEqual([]);
  });

  it('wraps long sentences under their own column, within 100 columns', () => {
    const lines = linesOf([judged('JudgeHealth', { kind: 'rollBack', because: 'word '.repeat(60) })]);
    expect(lines.length).toBeGreaterThan(3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines[1]).toMatch(/^ {23}word/);
  });

  it('shows share, load and what is being done on the living line', () => {
    const shift: Sighting = { kind: 'weightsSet', at: 1, change: { at: 1, by: 'x', weights: { green: 50 } } };
    const lines = linesOf([shift, judged('JudgeHealth', { kind: 'hold', because: 'baking at 50 %' })], 'normal', true);
    expect(lines.at(-1)).toMatch(/^live: +0:01:10 {2}█{10}░{10} {2}50 % {3}200 req\/s, 3 failed {2}baking at 50 %$/);
  });
});

describe('the layout', () => {
  it.each([
    [clockText(3_725_000), '1:02:05'],
    [spanText(840), '840 ms'],
    [spanText(12_340), '12.3 s'],
    [spanText(1_452_000), '24 min 12 s'],
    [barText(0), '░'.repeat(20)],
    [barText(1), `█${'░'.repeat(19)}`],
    [barText(100), '█'.repeat(20)],
    [clipped('one two three', 9), 'one two …'],
    [wrapped('one two three', 7).join('|'), 'one two|three'],
  ])('writes %s', (text, wanted) => {
    expect(text).toBe(wanted);
  });
});

describe('the pulse of the load', () => {
  it('is the rate of about the last second', () => {
    const pulse = createPulse();
    const totals = (sent: number) => ({ sent, failed: 1, maintenance: 0, unsent: 0, answeredBy: {} });
    for (let i = 0; i <= 20; i += 1) pulse(totals(i * 10), i * 100);
    expect(pulse(totals(400), 2_100)).toEqual({ requestsPerSecond: 290, failed: 1 });
  });
});
