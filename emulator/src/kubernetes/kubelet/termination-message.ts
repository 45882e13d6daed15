import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Container } from '../objects/pod.ts';
import type { LogLine } from './container-log.ts';
import type { Exit } from './container-process.ts';

const fileBytes = 4_096;
const podBytes = 12_288;
const logBytes = 2_048;
const logLines = 80;

/**
 * What an ended container says of its end: the end of its message file, or of its log when it failed, wrote no message, and its policy
 * says so. See https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/#customizing-the-termination-message
 * and getTerminationMessage in https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/kuberuntime/kuberuntime_container.go
 */
export function terminationMessage(
  { terminationMessagePolicy }: Container,
  { exitCode, reason, message }: Exit,
  file: string | undefined,
  log: readonly LogLine[],
): string | undefined {
  const written = file === undefined ? '' : lastOfFile(file);
  const asksLog = terminationMessagePolicy === 'FallbackToLogsOnError' && exitCode !== 0 && reason !== 'StartError';
  const told = written === '' && asksLog ? lastOfLog(log) : written;
  const parts = [message ?? '', told].filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.join(': ');
}

/** The beginning of a message, as much as each of so many containers may say: a pod's have 12 KiB between them. */
export function fairShare(message: string, containers: number): string {
  const bytes = Buffer.from(message);
  const share = Math.floor(podBytes / Math.max(1, containers));
  return bytes.length <= share ? message : bytes.subarray(0, share).toString();
}

function lastOfLog(lines: readonly LogLine[]): string {
  const text = lines
    .slice(-logLines)
    .map((line) => `${line.text}\n`)
    .join('');
  return Buffer.from(text).subarray(-logBytes).toString();
}

/** The last 4096 bytes; a file that is gone says nothing. */
function lastOfFile(file: string): string {
  try {
    return readEnd(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? '' : `Error on reading termination log ${file}: ${message}`;
  }
}

function readEnd(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const end = Buffer.alloc(Math.min(size, fileBytes));
    const read = readSync(descriptor, end, 0, end.length, size - end.length);
    return end.subarray(0, read).toString();
  } finally {
    closeSync(descriptor);
  }
}
