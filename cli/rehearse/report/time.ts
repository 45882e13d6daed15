/** Epoch milliseconds as ISO 8601. */
export const iso = (epochMs: number): string => new Date(epochMs).toISOString();
