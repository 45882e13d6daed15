const orders = [
  { id: 1001, item: 'storm lantern', amount: 2, cents: 4900 },
  { id: 1002, item: 'tide table 2027', amount: 1, cents: 1250 },
  { id: 1003, item: 'oilskin', amount: 40, cents: 8900 },
];

/** The orders as `connection` finds them; points came with 2.0.0, discounts with 3.0.0. */
export function listOrders(_connection, { withPoints, withDiscounts }) {
  return orders.map((order) => ({
    ...order,
    ...(withPoints ? { points: Math.floor((order.amount * order.cents) / 100) } : {}),
    ...(withDiscounts ? { discountPercent: order.amount >= 10 ? 5 : 0 } : {}),
  }));
}
