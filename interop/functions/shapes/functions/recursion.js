exports.handler = (context, event, callback) => {
  const deep = (n) => n === 0 ? 0 : 1 + deep(n - 1);
  try { deep(1e6); callback(null, 'no limit'); } catch (e) { callback(null, e.constructor.name); }
};
