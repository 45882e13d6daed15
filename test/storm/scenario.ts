import type { Fault, FaultTarget } from '../../emulator/src/faults.ts';
import type { PolicyChoices } from './world/policy.ts';
import type { Behaviour } from './world/versions.ts';

/** Something that happens to the world. Functions go by their keys in serverless.yml, sides by the colour of their environment. */
export type Deed =
  | { readonly kind: 'push'; readonly tag: string; readonly behaviour: Behaviour }
  | { readonly kind: 'start'; readonly tag: string; readonly hotfix?: boolean }
  | { readonly kind: 'alarm'; readonly alarm: string }
  | { readonly kind: 'alarmEvent'; readonly alarm: string; readonly agoSeconds: number; readonly copies: number }
  | { readonly kind: 'abort' }
  | { readonly kind: 'promote' }
  | { readonly kind: 'answer'; readonly said: 'yes' | 'no' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'redrive'; readonly which: number }
  | { readonly kind: 'crash'; readonly function: string; readonly afterMs: number }
  | { readonly kind: 'break'; readonly target: FaultTarget; readonly fault: Fault }
  | { readonly kind: 'killPod'; readonly side: 'blue' | 'green' }
  | { readonly kind: 'loseNode'; readonly which: number }
  | { readonly kind: 'raise' }
  | { readonly kind: 'drop' };

/** A deed and its instant, in emulated seconds since the story began. */
export interface TimedDeed {
  readonly atSeconds: number;
  readonly deed: Deed;
}

/** A story to be told to an end: it is over when nothing moves any more. */
export interface Scenario {
  readonly name: string;
  readonly seed: number;
  /** How many days after the first it is told; as many as the seed by default. Stories of other days can share warm instances. */
  readonly day?: number;
  readonly policy?: PolicyChoices;
  readonly deeds: readonly TimedDeed[];
}

/** A deed in words. */
export function inWords(deed: Deed): string {
  switch (deed.kind) {
    case 'push':
      return `pushes ${deed.tag} (${deed.behaviour})`;
    case 'start':
      return `starts ${deed.tag} by hand${deed.hotfix ? ' as a hotfix' : ''}`;
    case 'alarm':
      return `lets ${deed.alarm} fire`;
    case 'alarmEvent':
      return `tells roll-back ${deed.copies} times that ${deed.alarm} fired ${deed.agoSeconds} s ago`;
    case 'redrive':
      return `redrives dead execution number ${deed.which}`;
    case 'crash':
      return `kills the next ${deed.function} after ${deed.afterMs} ms`;
    case 'break':
      return `breaks ${deed.target.times ?? 1} of ${targetInWords(deed.target)} (${deed.fault.kind})`;
    case 'killPod':
      return `kills a pod of ${deed.side}`;
    case 'loseNode':
      return `loses node number ${deed.which}`;
    case 'answer':
      return `says ${deed.said} as soon as it is asked`;
    case 'drop':
      return 'starts a contract migration by hand';
    case 'raise':
      return 'starts a release of the flag by hand';
    case 'abort':
    case 'promote':
    case 'stop':
      return `${deed.kind}s what runs`;
  }
}

const targetInWords = ({ caller = 'anybody', service, operation = 'any' }: FaultTarget): string =>
  `${caller}'s ${service}:${operation}`;
