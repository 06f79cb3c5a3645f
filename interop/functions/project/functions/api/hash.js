const { createHmac, createHash } = require('crypto');
exports.handler = (context, event, callback) => callback(null, {
  sha: createHash('sha256').update(event.text).digest('hex'),
  mac: createHmac('sha1', context.AUTH_TOKEN).update(event.text).digest('base64'),
});
