/** The table `orders`, as each version of the service reads and writes it. */
import { createPool } from 'mysql2/promise';

const items = ['storm lantern', 'tide table 2027', 'oilskin'];
const priceCents = 1250;

/** What a version writes for an order, by column. */
const written = {
  1: ({ item, quantity, cents }) => ({ item, quantity, total: cents / 100 }),
  2: ({ item, quantity, cents }) => ({ item, quantity, total: cents / 100, total_cents: cents }),
  3: ({ item, quantity, cents }) => ({ item, quantity, total_cents: cents, channel: 'web' }),
};

/** The SQL by which a version reads the cents of an order; 2.0.0 asks its flag. */
const cents = {
  1: () => 'ROUND(total * 100)',
  2: (isInCents) => (isInCents ? 'COALESCE(total_cents, ROUND(total * 100))' : 'ROUND(total * 100)'),
  3: () => 'total_cents',
};

const rowsAtOnce = 1_000;

/** The orders of version `major` (1 to 3), in the database behind `url`. */
export function openOrders(url, major) {
  const pool = createPool({ uri: url, connectionLimit: 20 });
  let placed = 0;
  return {
    /** Places an order, and answers the newest ones. */
    async place(isInCents) {
      placed += 1;
      const quantity = 1 + (placed % 5);
      const order = { item: items[placed % items.length], quantity, cents: quantity * priceCents };
      await pool.query('INSERT INTO orders SET ?', written[major](order));
      const columns = `id, item, quantity, ${cents[major](isInCents)} AS cents`;
      const [rows] = await pool.query(`SELECT ${columns} FROM orders ORDER BY id DESC LIMIT 3`);
      return rows;
    },

    /** Takes as long as a query over the whole table of a busy shop. */
    searchEverything: (seconds) => pool.query('SELECT SLEEP(?)', [seconds]),

    /** Fills the new column of all rows that older versions wrote, a few at a time. Only when none of them writes any more. */
    async fillCents() {
      const [[{ last }]] = await pool.query('SELECT MAX(id) AS last FROM orders');
      for (let from = 1; from <= last; from += rowsAtOnce) {
        const range = [from, from + rowsAtOnce - 1];
        const missing = 'id BETWEEN ? AND ? AND total_cents IS NULL';
        await pool.query(`UPDATE orders SET total_cents = ROUND(total * 100) WHERE ${missing}`, range);
      }
    },

    close: () => pool.end(),
  };
}
