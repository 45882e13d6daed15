/** The addresses of one node: its own, and some four thousand for its pods. */
export interface NodeAddresses {
  readonly own: string;
  /** The next pod's; after the last the first again. */
  readonly next: () => string;
  readonly has: (address: string) => boolean;
}

const blocksPerNode = 16;

/** The addresses of the node with this number, from 0; `index` is their second byte. */
export function nodeAddresses(index: number, number: number): NodeAddresses {
  const firstBlock = blocksPerNode * (number + 1);
  let last = 10;
  return {
    own: `10.${index}.${firstBlock}.10`,
    next() {
      last = last >= (blocksPerNode - 1) * 256 ? 11 : last + 1;
      return `10.${index}.${firstBlock + Math.floor(last / 256)}.${last % 256}`;
    },
    has(address) {
      const [first, second, block = 0] = address.split('.').map(Number);
      return first === 10 && second === index && block >= firstBlock && block < firstBlock + blocksPerNode;
    },
  };
}
