import type { KeptVerdict } from '../../src/contracts/kept-verdict.ts';
import type { Inquiry, Verdict } from '../../src/contracts/verdict.ts';
import { lookOf } from '../../src/domain/judgement/look.ts';
import { sameValue } from '../../src/domain/same-value.ts';
import type { Colors } from '../terminal.ts';
import { evidenceLines, type Labelled } from './evidence-lines.ts';
import { paintedKind } from './look-list.ts';
import { stepText } from './step-text.ts';

/** A verdict, what it was judged by, and what the same evidence means to this version. */
export function explanationLines({ inquiry, verdict }: KeptVerdict, again: Verdict, colors: Colors): string[] {
  const { now, step, startedAt } = inquiry;
  const labelled: readonly Labelled[] = [
    ['verdict', [`${paintedKind(verdict, colors)}${'inconclusive' in verdict ? ', inconclusive' : ''}`]],
    ['because', [verdict.because]],
    ...evidenceLines(inquiry),
    ...comparisonLines(inquiry),
    ...wordLines(inquiry),
    ['judged by', [termsText(inquiry)]],
  ];
  return [
    colors.bold(`  ${now}: ${stepText(step)}, which began ${startedAt}`),
    '',
    ...labelled.flatMap(([label, lines]) => lines.map((line, i) => row(i === 0 ? label : '', line))),
    '',
    ...comparedLines(verdict, again, colors),
  ];
}

const labelWidth = 12;
const row = (label: string, text: string): string => `  ${label.padEnd(labelWidth)}${text}`.trimEnd();

function comparisonLines(inquiry: Inquiry): Labelled[] {
  const { comparison } = lookOf(inquiry);
  if (comparison === null) return [];
  const { errors, latency } = comparison;
  return [['comparison', [errors.sentence, ...(latency === null ? [] : [latency.sentence])]]];
}

function wordLines({ answers, promotedBecause, wasClosed }: Inquiry): Labelled[] {
  const said = answers.map(
    ({ question, said: word, by, because, at }) =>
      `"${question}": ${by} said ${word} at ${at}${because === undefined ? '' : `: ${because}`}`,
  );
  return [
    ...(said.length === 0 ? [] : [['asked', said] as const]),
    ...(promotedBecause === null ? [] : [['promoted', [promotedBecause]] as const]),
    ...(wasClosed ? [['closed', ['users got the maintenance answer before']] as const] : []),
  ];
}

function termsText({ terms, minimumRequests, patienceSeconds }: Inquiry): string {
  const always = `at least ${minimumRequests} requests, ${patienceSeconds} s of patience`;
  if (terms === undefined) return always;
  const { errorsWorseBy, slowerBy, inconclusive, errorsAllowed } = terms;
  const allowed = errorsAllowed === undefined ? '' : `, at most ${errorsAllowed} failed requests more than stable`;
  return `${always} (then ${inconclusive}), errors +${errorsWorseBy} points, slow requests +${slowerBy} points${allowed}`;
}

function comparedLines(verdict: Verdict, again: Verdict, colors: Colors): string[] {
  if (sameValue(verdict, again)) return [colors.green('  ✔ Same verdict from the same evidence.')];
  return [
    colors.yellow('  ✘ This version of Tidegate judges the same evidence otherwise:'),
    row('  then', `${verdict.kind}: ${verdict.because}`),
    row('  now', `${again.kind}: ${again.because}`),
  ];
}
