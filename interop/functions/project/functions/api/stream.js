const http = require('http');
exports.handler = (context, event, callback) => {
  http.get(`${event.upstream}/big`, (res) => {
    let bytes = 0;
    res.on('data', (chunk) => { bytes += chunk.length; });
    res.on('end', () => callback(null, { bytes }));
  }).on('error', callback);
};
