import type { Image } from '../../ports.ts';
import type { Container } from '../objects/pod.ts';
import { createBackoff } from './backoff.ts';
import type { NodeContext } from './node-context.ts';

/** Hears how pulling goes wrong. */
export interface PullListener {
  readonly failed: (message: string) => void;
  readonly backingOff: (message: string) => void;
}

const showsErrorMs = 1_000;

/** The container's image, from the node's own store where its pull policy allows; tries again after 10 s, 20 s … 5 min. */
export async function pullImage(
  { clock, registry, images }: NodeContext,
  { image: reference = '', imagePullPolicy }: Container,
  signal: AbortSignal,
  listener: PullListener,
): Promise<Image> {
  const stored = imagePullPolicy === 'Always' ? undefined : images.get(reference);
  const retries = createBackoff(clock);
  retries.delayMs(clock.now());
  for (;;) {
    const image = stored ?? registry.pull(reference);
    if (image !== undefined) {
      images.set(reference, image);
      return image;
    }
    const message = `failed to pull and unpack image "${reference}": not found`;
    listener.failed(message);
    const cancel = clock.after(showsErrorMs, () =>
      listener.backingOff(`Back-off pulling image "${reference}": ErrImagePull: ${message}`),
    );
    await clock.sleep(retries.delayMs(clock.now()), signal).finally(cancel);
  }
}
