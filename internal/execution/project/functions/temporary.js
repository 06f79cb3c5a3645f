const fs = require('fs'), os = require('os'), path = require('path');
exports.handler = (context, event, callback) => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'function-')), 'a.txt');
  fs.writeFileSync(file, 'written');
  callback(null, fs.readFileSync(file, 'utf8'));
  fs.rmSync(path.dirname(file), { recursive: true });
};
