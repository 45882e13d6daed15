import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { problemText } from '../../src/contracts/document/problem.ts';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';
import { policyInput } from '../support/release-facts.ts';

const accepting = (finding: string, because: string) =>
  readPolicyFile('tidegate.yml', stringify({ ...policyInput, preflight: { accept: [{ finding, because }] } }));

describe('findings that a policy accepts', () => {
  it('are known by name, and come with a reason', () => {
    expect(accepting('pre-stop-missing', 'it serves on for 20 s after SIGTERM')).toMatchObject({ ok: true });
  });

  it.each([
    ['a finding that does not exist', 'prestop-missing', 'it serves on for 20 s', 'pre-stop-missing'],
    ['no real reason', 'pre-stop-missing', 'ok', 'say why in a sentence'],
  ])('are not %s', (_, finding, because, says) => {
    const reading = accepting(finding, because);
    expect(reading.ok ? '' : reading.problems.map(problemText).join('\n')).toContain(says);
  });
});
