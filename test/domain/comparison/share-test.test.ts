import { describe, expect, it } from '@jest/globals';
import type { Block } from '../../../src/domain/comparison/blocks.ts';
import type { Tally } from '../../../src/domain/comparison/counts.ts';
import type { Question, ShareEvidence } from '../../../src/domain/comparison/share-test.ts';
import { weigh } from '../../../src/domain/comparison/share-test.ts';
import { chanceOf, outcomes } from './chances.ts';

const question: Question = {
  worseAbove: 0.05,
  worseAboveAlone: 0.05,
  fineBelow: 0.3,
  lifts: [0.1, 0.5],
  worseMiss: { paired: 0.5, alone: 0.5 },
  fineMiss: { paired: 0.5, alone: 0.5 },
};
const missed = Math.log(0.5);
const worseE = ({ worse }: ShareEvidence): number => Math.exp((worse.at(-1) ?? missed) - missed);
const fineE = ({ fine }: ShareEvidence): number => Math.exp(fine - missed);

const requestsAStep = 2;
const steps = 3;
const sequences: readonly (readonly number[])[] = Array.from({ length: (requestsAStep + 1) ** steps }, (_, code) =>
  Array.from({ length: steps }, (_, step) => Math.floor(code / (requestsAStep + 1) ** step) % (requestsAStep + 1)),
);
const sequenceChance = (sequence: readonly number[], share: number): number =>
  sequence.reduce((chance, events) => chance * chanceOf(events, requestsAStep, share), 1);

const aloneBlocks = (sequence: readonly number[], baseline: Tally): readonly Block[] =>
  sequence.map((events) => ({ candidate: { events, requests: requestsAStep }, stable: null, stableBefore: baseline }));

const pairedBlocks = (candidate: readonly number[], stable: readonly number[]): readonly Block[] =>
  candidate.map((events, step) => ({
    candidate: { events, requests: requestsAStep },
    stable: { events: stable[step] ?? 0, requests: requestsAStep },
    stableBefore: { events: stable.slice(0, step).reduce((sum, one) => sum + one, 0), requests: requestsAStep * step },
  }));

/** The exact mean of an e-value over every baseline and every course of a candidate that is alone. */
const meanAlone = (eOf: (evidence: ShareEvidence) => number, stable: number, candidate: number): number =>
  outcomes(6)
    .map((events) => {
      const baseline = { events, requests: 6 };
      const mean = sequences.reduce(
        (sum, sequence) =>
          sum + sequenceChance(sequence, candidate) * eOf(weigh(aloneBlocks(sequence, baseline), baseline, question)),
        0,
      );
      return chanceOf(events, 6, stable) * mean;
    })
    .reduce((sum, part) => sum + part, 0);

const meanPaired = (eOf: (evidence: ShareEvidence) => number, stable: number, candidate: number): number =>
  sequences
    .flatMap((ofStable) =>
      sequences.map(
        (ofCandidate) =>
          sequenceChance(ofStable, stable) *
          sequenceChance(ofCandidate, candidate) *
          eOf(weigh(pairedBlocks(ofCandidate, ofStable), { requests: 0, events: 0 }, question)),
      ),
    )
    .reduce((sum, part) => sum + part, 0);

describe('evidence over several blocks', () => {
  const shares = [0.02, 0.5];

  it.each(shares)('that a candidate is worse has a mean of at most 1 while it is not (stable %d)', (stable) => {
    expect(meanPaired(worseE, stable, stable + 0.05)).toBeLessThanOrEqual(1 + 1e-9);
    expect(meanAlone(worseE, stable, stable + 0.05)).toBeLessThanOrEqual(1 + 1e-9);
    expect(meanAlone(worseE, stable, stable)).toBeLessThanOrEqual(1 + 1e-9);
  });

  it.each(shares)('that a candidate is fine has a mean of at most 1 while it is not (stable %d)', (stable) => {
    expect(meanPaired(fineE, stable, stable + 0.3)).toBeLessThanOrEqual(1 + 1e-9);
    expect(meanAlone(fineE, stable, stable + 0.3)).toBeLessThanOrEqual(1 + 1e-9);
  });

  it('grows on average when the candidate is worse, or fine', () => {
    expect(meanPaired(worseE, 0.05, 0.9)).toBeGreaterThan(3);
    expect(meanPaired(fineE, 0.05, 0.05)).toBeGreaterThan(1.5);
  });
});
