"use strict";
const util = require("util");
let calls = 0;
module.exports = {
    handler(context, event, callback) {
        calls += 1;
        callback(calls > 2 ? new Error('worn out') : null, util.inspect(event, { compact: true }));
    },
};
