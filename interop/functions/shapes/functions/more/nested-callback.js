const fs = require('fs');
exports.handler = (context, event, callback) => {
  fs.readFile(Runtime.getAssets()['/data/menu.json'].path, 'utf8', (err, text) => {
    if (err) return callback(err);
    process.nextTick(() => setImmediate(() => callback(null, JSON.parse(text))));
  });
};
