const { execFileSync } = require('child_process');
exports.handler = (context, event, callback) => callback(null, execFileSync(process.execPath, ['-p', '6*7']).toString().trim());
