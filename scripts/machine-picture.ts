import { parse } from 'yaml';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}

const label = (condition: string): string =>
  condition
    .replace(/^\{%\s*|\s*%\}$/g, '')
    .replaceAll('"', "'")
    .replaceAll('$', '');

const shape = (name: string, { Type }: State): string => {
  if (Type === 'Choice') return `  ${name}{${name}}`;
  if (Type === 'Succeed' || Type === 'Fail') return `  ${name}([${name}])`;
  if (Type === 'Wait') return `  ${name}[/${name}/]`;
  return Type === 'Task' ? `  ${name}[${name}]` : `  ${name}(${name})`;
};

const arrows = (name: string, state: State): readonly string[] => [
  ...(state.Choices ?? []).map((choice) => `  ${name} -->|"${label(choice.Condition)}"| ${choice.Next}`),
  ...(state.Default === undefined ? [] : [`  ${name} -->|otherwise| ${state.Default}`]),
  ...(state.Next === undefined ? [] : [`  ${name} --> ${state.Next}`]),
  ...(state.Catch ?? []).map(({ ErrorEquals, Next }) => `  ${name} -.->|${ErrorEquals.join(', ')}| ${Next}`),
];

/** A state machine as a Mermaid flow chart: tasks are boxes, waits slanted, choices rhombs, errors dotted. */
export const machinePicture = (asl: string): string => {
  const { StartAt, States } = parse(asl) as { StartAt: string; States: Record<string, State> };
  const states = Object.entries(States);
  const lines = [
    ...states.map(([name, state]) => shape(name, state)),
    ...states.flatMap(([name, state]) => arrows(name, state)),
  ];
  return `${['flowchart TD', `  start((start)) --> ${StartAt}`, ...lines].join('\n')}\n`;
};
