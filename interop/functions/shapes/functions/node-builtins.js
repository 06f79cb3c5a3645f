const assert = require('node:assert');
const { promisify, inspect } = require('node:util');
const zlib = require('node:zlib');
const { URL: NodeURL } = require('node:url');
const qs = require('querystring');
exports.handler = async (context, event, callback) => {
  assert.ok(NodeURL === URL);
  const packed = await promisify(zlib.gzip)('squeezed');
  callback(null, {
    unzipped: zlib.gunzipSync(packed).toString(),
    inspected: inspect({ a: [1, { b: 2 }] }),
    qs: qs.parse('a=1&a=2'),
    base64: Buffer.from('hé').toString('base64'),
    clone: structuredClone({ d: new Date(0) }),
    text: new TextDecoder().decode(new TextEncoder().encode('ü')),
    abort: new AbortController().signal.aborted,
  });
};
