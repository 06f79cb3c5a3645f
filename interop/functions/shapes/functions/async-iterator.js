const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
exports.handler = async (context, event, callback) => {
  const parts = [];
  await pipeline(Readable.from(['a', 'b', 'c']), async function* (source) {
    for await (const chunk of source) yield String(chunk).toUpperCase();
  }, async (source) => { for await (const chunk of source) parts.push(chunk); });
  callback(null, parts.join('-'));
};
