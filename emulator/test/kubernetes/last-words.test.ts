import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';
import { type Lab, startLab } from './support/lab.ts';
import { addTools, logOf, runToEnd, script, task } from './support/tasks.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await startLab();
  addTools(lab);
});
afterEach(() => lab.close());

const place = [{ name: 'LAST_WORDS', value: '/dev/termination-log' }];
const repeat = (text: string, times: number) =>
  `i=0; while [ $i -lt ${times} ]; do printf '%s' '${text}'; i=$((i+1)); done`;
const ended = async (text: string, more: object = {}, spec: object = {}) => {
  const { status } = await runToEnd(lab, task('main', [script(text, { env: place, ...more })], spec));
  return status.containerStatuses?.[0]?.state.terminated;
};

describe('the termination message', () => {
  it('is what the container wrote to the path that it was told by a variable', async () => {
    expect(await ended('printf done > $LAST_WORDS')).toMatchObject({ exitCode: 0, message: 'done' });
  });

  it('is read at a path that an argument or a script says itself', async () => {
    const terminationMessagePath = '/var/run/words';
    expect(await ended('echo bad > /var/run/words; exit 3', { terminationMessagePath })).toMatchObject({
      ...{ exitCode: 3, reason: 'Error', message: 'bad\n' },
    });
  });

  it('may be a file of a volume, which its other paths lead to as well', async () => {
    const more = {
      terminationMessagePath: '/scratch/words',
      volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
    };
    const volumes = [{ name: 'scratch', emptyDir: { medium: 'Memory' } }];
    expect(await ended('cd /scratch; printf mounted > words', more, { volumes })).toMatchObject({ message: 'mounted' });
  });

  it('is absent when nothing was written, whatever the log says', async () => {
    expect(await ended('echo talk; exit 1')).not.toHaveProperty('message');
  });

  it('is only the last 4096 bytes of a longer one', async () => {
    const found = await ended(`{ printf 'head'; ${repeat('12345678', 511)}; printf 'the tail'; } > $LAST_WORDS`);
    expect(found?.message).toHaveLength(4096);
    expect(found?.message).toMatch(/^12345678.*the tail$/);
  });

  it('shares 12 KiB with those of the other containers of its pod', async () => {
    const long = `${repeat('12345678', 512)} > $LAST_WORDS`;
    const containers = ['a', 'b', 'c', 'd'].map((name) => script(long, { name, env: place }));
    const { status } = await runToEnd(lab, task('main', containers));
    const lengths = status.containerStatuses?.map(({ state }) => state.terminated?.message?.length);
    expect(lengths).toEqual([3072, 3072, 3072, 3072]);
  });

  it('of an init container is told too, and its failure is the failure of the pod', async () => {
    const initContainers = [script('printf refused > $LAST_WORDS; exit 4', { name: 'init', env: place })];
    const { status } = await runToEnd(lab, task('main', [script('true')], { initContainers }));
    expect(status.phase).toBe('Failed');
    expect(status.initContainerStatuses?.[0]?.state.terminated).toMatchObject({ exitCode: 4, message: 'refused' });
    expect(status.containerStatuses?.[0]?.state.waiting?.reason).toBe('PodInitializing');
  });
});

describe('under FallbackToLogsOnError the termination message', () => {
  const terminationMessagePolicy = 'FallbackToLogsOnError';

  it('is the end of the log of a container that failed and wrote none: 80 lines, 2048 bytes', async () => {
    const many = 'i=0; while [ $i -lt 100 ]; do echo line $i; i=$((i+1)); done; exit 1';
    const lines = (await ended(many, { terminationMessagePolicy }))?.message?.trimEnd().split('\n') ?? [];
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([80, 'line 20', 'line 99']);
    const wide = script(`${repeat('12345678', 300)}; exit 1`, { terminationMessagePolicy });
    const { status } = await runToEnd(lab, task('wide', [wide]));
    expect(status.containerStatuses?.[0]?.state.terminated?.message).toHaveLength(2048);
  });

  it('is the one written, where there is one, and none after success', async () => {
    expect(await ended('echo talk; printf why > $LAST_WORDS; exit 1', { terminationMessagePolicy })).toMatchObject({
      message: 'why',
    });
    const { status } = await runToEnd(lab, task('well', [script('echo talk', { terminationMessagePolicy })]));
    expect(status.containerStatuses?.[0]?.state.terminated).not.toHaveProperty('message');
  });
});

describe('the log of a container that has ended', () => {
  const read = (query: object) =>
    lab.core.readNamespacedPodLog({ namespace: 'home', name: 'main', container: 'main', ...query });

  it('has its last line, and can be cut', async () => {
    await ended('for i in 1 2 3; do echo line $i; done; printf unfinished');
    expect(await logOf(lab, 'main')).toBe('line 1\nline 2\nline 3\nunfinished\n');
    expect(await read({ tailLines: 2 })).toBe('line 3\nunfinished\n');
    expect(await read({ limitBytes: 4 })).toBe('line');
  });

  it('can begin at a time', async () => {
    await ended('echo early');
    const dispatcher = new Agent({ connect: { ca: Buffer.from(lab.cluster.caData, 'base64').toString() } });
    const headers = { authorization: `Bearer ${lab.cluster.token}` };
    const since = async (ms: number) => {
      const sinceTime = new Date(lab.clock.now() + ms).toISOString();
      const path = `/api/v1/namespaces/home/pods/main/log?sinceTime=${sinceTime}`;
      return (await request(`${lab.cluster.endpoint}${path}`, { headers, dispatcher })).body.text();
    };
    expect([await since(-60_000), await since(60_000)]).toEqual(['early\n', '']);
    await dispatcher.close();
  });

  it('is said to be that of a container which still waits, by its reason', async () => {
    const initContainers = [script('exit 1', { name: 'init' })];
    await runToEnd(lab, task('main', [script('true')], { initContainers }));
    await expect(read({})).rejects.toMatchObject({ code: 400 });
    expect(await logOf(lab, 'main', 'init')).toBe('');
  });
});
