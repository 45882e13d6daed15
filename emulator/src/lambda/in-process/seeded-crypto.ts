import { uuidFrom } from '../../identifiers.ts';
import { type Members, withReplaced } from './stand-in.ts';

/** The global `crypto` with random values drawn from the seeded random. Digests and keys are the real ones. */
export function seededWebCrypto({ subtle }: typeof crypto, random: () => number): Members {
  return { subtle, getRandomValues: filling(random), randomUUID: () => uuidFrom(random) };
}

/** `node:crypto` with random values drawn from the seeded random. */
export function seededCrypto(original: object, webcrypto: Members, random: () => number): Members {
  const randomBytes = (size: number, callback?: (error: null, bytes: Buffer) => void) => {
    const bytes = Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
    return callback ? process.nextTick(callback, null, bytes) : bytes;
  };
  const randomInt = (...bounds: number[]) => {
    const [from, to] = bounds.length > 1 ? bounds : [0, ...bounds];
    return (from ?? 0) + Math.floor(random() * ((to ?? 0) - (from ?? 0)));
  };
  const { getRandomValues, randomUUID } = webcrypto;
  const drawn = { randomBytes, randomInt, randomUUID, getRandomValues, randomFillSync: getRandomValues };
  return withReplaced(original, { ...drawn, webcrypto });
}

function filling(random: () => number): <T extends ArrayBufferView>(array: T) => T {
  return (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = Math.floor(random() * 256);
    return array;
  };
}
