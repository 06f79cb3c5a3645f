let left;
try { left = require('not-installed-at-all'); } catch (e) { left = { fallback: e.code }; }
exports.handler = (context, event, callback) => callback(null, left);
