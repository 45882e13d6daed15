/** What goes wrong in a story. */
import * as z from 'zod';

const callFault = z.strictObject({
  call: z
    .string()
    .regex(/^[a-z0-9-]+:[A-Z]\w+$/, 'write service:Operation, such as elasticloadbalancing:ModifyRule')
    .describe('The AWS call that goes wrong.'),
  kind: z.enum(['throttle', 'error', 'latency', 'crash', 'lostAnswer']),
  times: z.int().min(1).max(1000).default(1).describe('How many of the next calls go wrong.'),
  caller: z.string().min(1).optional().describe('Only calls of this function, such as roll-back.'),
  seconds: z.number().min(0).max(900).default(5).describe('With `latency`: how late the call is.'),
});
export type CallFault = z.infer<typeof callFault>;

const side = z.enum(['stable', 'candidate']);

const podFault = z.strictObject({
  pod: z.literal('kill').describe('Ends the process of one pod without notice.'),
  of: side.default('candidate'),
});

const nodeFault = z.strictObject({
  node: z
    .enum(['lose', 'restore'])
    .describe('Loses a node that runs a pod of that version, with all its processes; `restore` brings it back.'),
  of: side.default('candidate'),
});

const executionFault = z.strictObject({
  execution: z
    .literal('stop')
    .describe('Stops the running execution, as somebody may do in the Step Functions console.'),
});

export const Fault = z.union([callFault, podFault, nodeFault, executionFault]);
type Fault = z.infer<typeof Fault>;

/** A fault of a story, by what breaks. */
export type FaultStep =
  | { readonly kind: 'breakCall'; readonly fault: CallFault }
  | { readonly kind: 'stopExecution' }
  | { readonly kind: 'killPod'; readonly of: 'stable' | 'candidate' }
  | { readonly kind: 'loseNode'; readonly of: 'stable' | 'candidate' }
  | { readonly kind: 'restoreNode' };

/** The step that a written fault is. */
export function asFault(fault: Fault): FaultStep {
  if ('execution' in fault) return { kind: 'stopExecution' };
  if ('pod' in fault) return { kind: 'killPod', of: fault.of };
  if ('node' in fault) return fault.node === 'lose' ? { kind: 'loseNode', of: fault.of } : { kind: 'restoreNode' };
  return { kind: 'breakCall', fault };
}
