import assert, { ok } from 'assert';
import * as path from 'path';
import prices from '../../lib/prices.json';
import { Limit, type Callback, type Event } from '../../lib/types';

namespace Money {
  export const format = (n: number) => n.toLocaleString('en-US', { minimumFractionDigits: 2 });
}

export async function handler(context: unknown, event: Event, callback: Callback): Promise<void> {
  const count = Number(event.count ?? 1);
  ok(assert.ok === ok && path.sep.length === 1);
  if (count > Limit.Most) throw new RangeError(`at most ${Limit.Most}, not ${count}`);
  const sum = Object.values(prices satisfies Record<string, number>).reduce((a, b) => a + b * count, 0);
  callback(null, { sum: Money.format(sum), big: String(BigInt(count) ** 40n), items: Object.keys(prices) });
}
