import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PatchStrategy } from '@kubernetes/client-node';
import { isReady, type Pod } from '../../src/kubernetes/objects/pod.ts';
import { type Lab, startLab } from './support/lab.ts';
import { container, pod } from './support/manifests.ts';
import { addTools, logOf, runToEnd, script, task } from './support/tasks.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await startLab();
  addTools(lab);
});
afterEach(() => lab.close());

const namespace = 'home';
const configMap = (data: Record<string, string>) =>
  lab.core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'control' }, data } });
const volume = (name: string, mountPath = `/${name}`, more: object = {}) => ({
  volumeMounts: [{ name, mountPath, ...more }],
});
const control = { name: 'control', configMap: { name: 'control', optional: true } };
const eventsOf = (reason: string) =>
  lab.cluster.api.list('events', namespace).filter((event) => event.reason === reason);

describe('an emptyDir', () => {
  const shared = [{ name: 'shared', emptyDir: { sizeLimit: '1Mi' } }];

  it("hands files from a pod's init container to its containers, each under its own mount path", async () => {
    const initContainers = [script('echo one > /from/a', { name: 'first', ...volume('shared', '/from') })];
    const main = script('cat /to/deep/a; ls /to/deep | wc -l', volume('shared', '/to/deep'));
    await runToEnd(lab, task('copy', [main], { initContainers, volumes: shared }));
    expect((await logOf(lab, 'copy')).split(/\s+/)).toEqual(['one', '1', '']);
  });

  it('is empty in every other pod', async () => {
    const write = script('ls /shared; echo kept > /shared/a', volume('shared'));
    await runToEnd(lab, task('one', [write], { volumes: shared }));
    await runToEnd(lab, task('two', [write], { volumes: shared }));
    expect(await logOf(lab, 'two')).toBe('');
  });

  it('goes with its pod', async () => {
    const say = script('echo $PLACE', { ...volume('shared'), env: [{ name: 'PLACE', value: '/shared' }] });
    await runToEnd(lab, task('one', [say], { volumes: shared }));
    const folder = (await logOf(lab, 'one')).trim();
    await runToEnd(lab, task('two', [script(`ls -d ${folder}`)]));
    expect(folder).toMatch(/emulator-pods-.*shared$/);
    expect(lab.cluster.api.get('pods', { namespace, name: 'two' })?.status.phase).toBe('Failed');
  });
});

describe('a path of a container', () => {
  const volumes = [
    { name: 'a', emptyDir: {} },
    { name: 'b', emptyDir: {} },
  ];

  it('is rewritten by whole segments, the longest first, and nowhere else', async () => {
    const volumeMounts = [
      { name: 'a', mountPath: '/data' },
      { name: 'b', mountPath: '/data/inner/' },
    ];
    const args = ['printf "%s\\n" "$@"', 'sh', '/data', '--in=/data/x', '/data/inner/y', '/database', 'http://x/data'];
    await runToEnd(lab, task('words', [script('', { args, volumeMounts })], { volumes }));
    const [data = '', ...others] = (await logOf(lab, 'words')).trim().split('\n');
    const folder = data.replace(/a$/, '');
    expect(data).toMatch(/\/volumes\/a$/);
    expect(others).toEqual([`--in=${folder}a/x`, `${folder}b/y`, '/database', 'http://x/data']);
  });

  it('stands for the same file after $(NAME) is expanded, also below /tmp', async () => {
    const env = [
      { name: 'PLACE', value: '/tmp/notes' },
      { name: 'LIST', value: '/usr/bin:/tmp/bin' },
    ];
    const args = ['printf "%s\\n" "$1" "$PLACE" "$LIST"', 'sh', '$(PLACE)'];
    await runToEnd(lab, task('env', [script('', { args, env, ...volume('a', '/tmp') })], { volumes }));
    const [expanded, value = '', list] = (await logOf(lab, 'env')).trim().split('\n');
    expect(value).toMatch(/\/volumes\/a\/notes$/);
    expect(expanded).toBe(value);
    expect(list).toBe(`/usr/bin:${value.replace(/notes$/, 'bin')}`);
  });

  it('may be in a folder of its image, and a mount there hides it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    writeFileSync(join(folder, '001_first.sql'), 'SELECT 1');
    addTools(lab, { '/migrations': folder });
    const command = ['cp', '-R', '/migrations/.', '/work'];
    const initContainers = [{ name: 'copy', image: 'tools:1', command, ...volume('a', '/work') }];
    const main = script('cat /work/001_first.sql; ls /migrations', {
      volumeMounts: [
        { name: 'a', mountPath: '/work' },
        { name: 'b', mountPath: '/migrations' },
      ],
    });
    await runToEnd(lab, task('image', [main], { initContainers, volumes }));
    expect(await logOf(lab, 'image')).toBe('SELECT 1\n');
    rmSync(folder, { recursive: true });
  });
});

describe('a volume of a ConfigMap or Secret', () => {
  it('shows each key as a file, or the chosen ones where it says', async () => {
    await configMap({ colour: 'green', size: 'big' });
    await lab.core.createNamespacedSecret({
      namespace,
      body: { metadata: { name: 'keys' }, stringData: { password: 'hush' } },
    });
    const items = [{ key: 'size', path: 'deep/size.txt' }];
    const volumes = [
      { name: 'all', configMap: { name: 'control' } },
      { name: 'some', configMap: { name: 'control', items } },
      { name: 'keys', secret: { secretName: 'keys' } },
    ];
    const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
    const main = script('ls /all /some; cat /all/colour /some/deep/size.txt /keys/password', { volumeMounts });
    await runToEnd(lab, task('show', [main], { volumes }));
    const lines = (await logOf(lab, 'show')).split('\n').filter((line) => !line.startsWith('/'));
    expect(lines).toEqual(['colour', 'size', '', 'deep', 'greenbighush', '']);
  });

  it('keeps its pod waiting while it is not there, and is empty where it is optional', async () => {
    const main = script('ls /control | wc -l', volume('control'));
    await runToEnd(lab, task('free', [main], { volumes: [control] }));
    expect((await logOf(lab, 'free')).trim()).toBe('0');
    const strict = [{ name: 'control', configMap: { name: 'control' } }];
    const ended = runToEnd(lab, task('bound', [main], { volumes: strict }));
    const [event] = await lab.until(() => eventsOf('FailedMount').length > 0 && eventsOf('FailedMount'));
    expect(event?.message).toBe('MountVolume.SetUp failed for volume "control" : configmap "control" not found');
    await configMap({ pause: 'yes' });
    await ended;
    expect((await logOf(lab, 'bound')).trim()).toBe('1');
  });

  describe('that changes', () => {
    const env = [{ name: 'CONTROL', value: '/control' }];
    const serve = async (): Promise<Pod> => {
      await configMap({ keep: '1' });
      const body = pod('web', [container('1', { env, ...volume('control') })], { volumes: [control] });
      await lab.core.createNamespacedPod({ namespace, body });
      return lab.until(() => lab.pods().find(isReady));
    };
    /** Time stands almost still meanwhile. */
    const held = <T>(answer: Promise<T>): Promise<T> => answer.finally(lab.clock.busy());
    const files = (found: Pod) => held(lab.askPod(found, '/files?folder=CONTROL'));
    const merge = (kind: string, name: string, patch: object) =>
      lab.objects.patch(
        { apiVersion: 'v1', kind, metadata: { name, namespace }, ...patch },
        ...([undefined, undefined, undefined, undefined, PatchStrategy.MergePatch] as const),
      );
    const change = (data: object) => held(merge('ConfigMap', 'control', { data }));

    it('shows what it says at the next sync: between 0 and 90 s later', async () => {
      const found = await serve();
      const begun = lab.clock.now();
      const waits: number[] = [];
      for (const pause of ['2', null]) {
        const before = lab.clock.now();
        await change({ pause });
        while ('pause' in (await files(found)) !== (pause !== null)) await lab.clock.sleep(500);
        waits.push(lab.clock.now() - before);
      }
      expect(await files(found)).toEqual({ keep: '1' });
      expect(Math.max(...waits)).toBeLessThan(91_000);
      expect(lab.clock.now() - begun).toBeGreaterThan(60_000);
    });

    it('shows it at once when an annotation of the pod changes', async () => {
      const found = await serve();
      const done = lab.clock.busy();
      await change({ pause: '2' });
      expect(await files(found)).toEqual({ keep: '1' });
      const before = lab.clock.now();
      await merge('Pod', 'web', { metadata: { name: 'web', namespace, annotations: { synced: 'now' } } });
      while (!('pause' in (await files(found)))) await lab.clock.sleep(100);
      expect(lab.clock.now() - before).toBeLessThan(50_000);
      done();
    });

    it('is empty when its optional ConfigMap is deleted', async () => {
      const found = await serve();
      await lab.core.deleteNamespacedConfigMap({ namespace, name: 'control' });
      while ('keep' in (await files(found))) await lab.clock.sleep(5_000);
      expect(await files(found)).toEqual({});
    });
  });
});
