import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { artifactPath } from '../../src/cloudformation/artifacts.ts';

const where = 'Resources.RollBack';
const code = { S3Key: 'serverless/shop/dev/1795422977090-2026-11-23T08:36:17.090Z/roll-back.zip' };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifacts-'));
  writeFileSync(join(folder, 'roll-back.zip'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a function’s artifact', () => {
  it('is the zip with the base name of its S3 key', () => {
    expect(artifactPath(code, folder, where)).toBe(join(folder, 'roll-back.zip'));
  });

  it.each<[string, () => string, string]>([
    ['is not there', () => artifactPath({ S3Key: 'x/absent.zip' }, folder, where), 'absent.zip; build the functions'],
    ['has no folder', () => artifactPath(code, undefined, where), 'say in which folder artifacts are'],
    ['is inline code', () => artifactPath({ ZipFile: 'x' }, folder, where), 'inline code is not modelled'],
  ])('is asked for by name when it %s', (_, find, message) => {
    expect(find).toThrow(message);
  });
});
