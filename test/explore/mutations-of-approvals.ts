import { type Mutation, patch, within } from './mutation.ts';

const setting = { strategy: 'blue-green', approval: true } as const;

/** Where people are asked. */
export const approvals: readonly Mutation[] = [
  {
    name: 'yes-before-users',
    rule: 'gates: no user gets the new version before a person has said yes',
    setting,
    patches: [
      patch(
        'src/domain/judgement/gate.ts',
        "if (answer?.said === 'yes') return null;",
        "if (answer?.said !== 'no') return null;",
      ),
    ],
    bound: within(),
  },
  {
    name: 'answer',
    rule: '10: an answer never clears an abort',
    setting,
    patches: [
      patch(
        'src/domain/asking.ts',
        "if (stored?.status !== 'active' || stored.asked?.question !== answer.question) return undefined;",
        'if (stored?.asked?.question !== answer.question) return undefined;',
      ),
      patch('src/domain/asking.ts', '{ ...stored, answers:', "{ ...stored, status: 'active', answers:"),
    ],
    bound: within('alarm'),
  },
  {
    name: 'look-again',
    rule: '10: who waits for a person looks again by itself, so that no lost ring matters',
    setting,
    patches: [patch('statemachines/release.asl.yml', '    TimeoutSeconds: "{% $verdict.lookAgainSeconds %}"\n', '')],
    bound: within('throttle'),
    strikes: ['AnswerApproval'],
  },
  {
    name: 'not-yet-no',
    rule: 'gates: that nobody has answered yet is no answer',
    setting,
    patches: [
      patch(
        'statemachines/release.asl.yml',
        '- ErrorEquals: [States.Timeout]\n        Next: JudgeHealth',
        '- ErrorEquals: [States.Timeout]\n        Next: RollBack',
      ),
    ],
    bound: within(),
  },
  {
    name: 'wake-sleeper',
    rule: '10: an abort wakes who waits for a person',
    setting,
    patches: [patch('src/release/afterwards.ts', '    await wakeSleeper(record, because, ports);\n', '')],
    bound: within('alarm'),
    needless: 'who waits looks again by itself, and finds the abort; it is woken so that the release ends sooner',
  },
];
