/** All possible numbers of events among so many requests. */
export const outcomes = (requests: number): readonly number[] =>
  Array.from({ length: requests + 1 }, (_, events) => events);

/** The binomial chance of so many events. */
export const chanceOf = (events: number, requests: number, share: number): number => {
  let ways = 1;
  for (let one = 1; one <= events; one++) ways = (ways * (requests - events + one)) / one;
  return ways * share ** events * (1 - share) ** (requests - events);
};
