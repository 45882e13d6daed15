/** What the parts of a policy's migrations owe each other. */
import { type Breach, breach } from './breach.ts';
import type { Migrations } from './migrations.ts';

interface Parts {
  readonly migrations?: Migrations | undefined;
}

const limitsIn = (text: string): ReadonlyMap<string, number> =>
  new Map(text.split(',').map((part) => [part.split('=')[0] ?? '', Number(part.split('=')[1])]));

/** What waits must wait before what ends it. */
const waitsBeforeItEnds = ({ throttle }: Migrations): readonly Breach[] => {
  const most = limitsIn(throttle.maxLoad);
  return [...limitsIn(throttle.criticalLoad)].flatMap(([name, critical]) =>
    critical > (most.get(name) ?? 0)
      ? []
      : breach(
          ['migrations', 'throttle', 'criticalLoad'],
          `give ${name} a limit above that of maxLoad (${most.get(name)}): below it the copy waits, above it ends`,
        ),
  );
};

/** Laws of the policy's migrations, where it has some. */
export const migrationLaws = ({ migrations }: Parts): readonly Breach[] =>
  migrations === undefined ? [] : waitsBeforeItEnds(migrations);
