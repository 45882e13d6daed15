import { fitsHistory } from '../domain/execution-history.ts';
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
function fitsOneExecution(policy: Policy): Finding[] {
  if (fitsHistory(policy)) return [];
  const { gates, ...ungated } = policy;
  const steps = `${policy.traffic.steps.length} steps`;
  const limit = 'do not fit one execution of Step Functions (25,000 events)';
  if (gates !== undefined && fitsHistory(ungated)) {
    const problem = `${steps} before each of which it may be closed for weeks ${limit}`;
    return [{ path: ['gates'], value: undefined, problem, fix: 'release in fewer steps, or shorten health.askFor' }];
  }
  const { patience } = policy.health;
  const problem = `${steps} that may each be held so long ${limit}`;
  const fix = 'shorten the patience or health.askFor, or release in fewer steps';
  return [{ path: ['health', 'patience'], value: `${patience}s`, problem, fix }];
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
