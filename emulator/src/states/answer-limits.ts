import { ServiceError } from '../service.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html and API_SendTaskSuccess.html */
const limits = { taskToken: 2048, output: 262_144, error: 256, cause: 32_768 } as const;

/** Refuses members of an answer to a task token that are longer than AWS takes: output in bytes, the others in characters. */
export function checkAnswer(answer: { readonly [Member in keyof typeof limits]?: string | undefined }): void {
  for (const member of ['taskToken', 'output', 'error', 'cause'] as const) {
    const value = answer[member] ?? '';
    const length = member === 'output' ? Buffer.byteLength(value) : value.length;
    if (length <= limits[member]) continue;
    const constraint = `Member must have length less than or equal to ${limits[member]}`;
    const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`;
    throw new ServiceError('ValidationException', message);
  }
}
