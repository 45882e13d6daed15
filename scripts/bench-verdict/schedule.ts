/** The release that is simulated: Tidegate's default steps, bakes and policy. */
export const schedule = {
  weights: [5, 25, 50, 100],
  bakeMinutes: 5,
  minimumRequests: 20,
  patienceMinutes: 60,
  /** A bad version that is let through serves everybody until somebody notices, so long after the release began. */
  noticedAfterMinutes: 300,
  tolerance: { errorsWorseBy: 2, slowerBy: 10 },
} as const;
