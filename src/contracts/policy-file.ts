import { bakesOf, fitsHistory } from '../domain/slices.ts';
import { whyImpossible } from '../domain/strategies.ts';
import { levels } from '../domain/version-change.ts';
import { type Finding, type Reading, readDocument } from './document/read.ts';
import { Policy } from './policy.ts';

/** Reads the text of a `tidegate.yml`: the policy, or each thing wrong with it by file, path, value and fix. */
export function readPolicyFile(file: string, text: string): Reading<Policy> {
  return readDocument(Policy, file, text, [fitsOneExecution, flipsEachFlagOnce, hasWhatStrategiesNeed]);
}

/** A level that can't be released would be found out only at its first push. */
function hasWhatStrategiesNeed(policy: Policy): Finding[] {
  return levels.flatMap((level): Finding[] => {
    const value = policy.strategy[level];
    const why = whyImpossible(policy, value);
    if (why === null) return [];
    return [
      { path: ['strategy', level], value, problem: why, fix: 'give it what it needs, or choose another strategy' },
    ];
  });
}

/** A release that cannot fit the history of one execution would die midway, so its policy is refused when it is written. */
function fitsOneExecution({ traffic, health }: Policy): Finding[] {
  const bakes = bakesOf(traffic);
  if (fitsHistory(bakes, health.patience)) return [];
  return [
    {
      path: ['health', 'patience'],
      value: `${health.patience}s`,
      problem: `${bakes.length} bakes that may each be held so long do not fit one execution of Step Functions (25,000 events)`,
      fix: 'shorten the patience, or release in fewer steps',
    },
  ];
}

/** Two flips of one flag for the same versions would leave it open which value users get. */
function flipsEachFlagOnce({ flags }: Policy): Finding[] {
  const flips = flags?.flip ?? [];
  return flips.flatMap((flip, index): Finding[] => {
    const earlier = flips.findIndex((other) => other.key === flip.key && other.versions === flip.versions);
    if (earlier === index) return [];
    const problem = `flag ${flip.key} is flipped by flip[${earlier}] already, for the same versions`;
    return [
      {
        path: ['flags', 'flip', index, 'key'],
        value: flip.key,
        problem,
        fix: 'keep one of the two, or give them different versions',
      },
    ];
  });
}
