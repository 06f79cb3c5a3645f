const starts = new Map();
exports.handler = (context, event, callback) => {
  const n = (starts.get(event.key) || 0) + 1;
  starts.set(event.key, n);
  callback(null, String(n));
};
