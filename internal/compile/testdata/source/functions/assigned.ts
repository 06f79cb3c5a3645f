import { Callback } from '../lib/types';
import util = require('util');

let calls = 0;
export = {
  handler(context: unknown, event: object, callback: Callback) {
    calls += 1;
    callback(calls > 2 ? new Error('worn out') : null, util.inspect(event, { compact: true }));
  },
};
