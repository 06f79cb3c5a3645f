const zlib = require('zlib');
exports.handler = (context, event, callback) => callback(null, zlib.gunzipSync(zlib.gzipSync(event.text)).toString());
