/** A version 4 UUID drawn from the seeded random, so that one seed gives one run. */
export function uuidFrom(random: () => number): string {
  const hex = drawFrom(random, '0123456789abcdef', 30);
  const variant = drawFrom(random, '89ab', 1);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
}

/** `length` characters of `alphabet`, drawn from the seeded random. */
export function drawFrom(random: () => number, alphabet: string, length: number): string {
  let drawn = '';
  while (drawn.length < length) drawn += alphabet.charAt(Math.floor(random() * alphabet.length));
  return drawn;
}
