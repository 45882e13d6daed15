const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS digit`).join(' UNION ALL ');

/** A query of the numbers 1 to `count` as `seq`, for servers with and without MariaDB's sequences. */
export const numbersTo = (count: number): string => {
  const places = Array.from({ length: String(count).length }, (_, place) => place);
  const seq = places.map((place) => `${10 ** place} * d${place}.digit`).join(' + ');
  const tables = places.map((place) => `(${digits}) AS d${place}`).join(' CROSS JOIN ');
  return `SELECT seq FROM (SELECT 1 + ${seq} AS seq FROM ${tables}) AS numbers WHERE seq <= ${count} ORDER BY seq`;
};
