exports.handler = async (context, event, callback) => {
  try { await fetch('http://127.0.0.1:1/'); callback(null, 'reached'); } catch (e) { callback(null, { name: e.name, code: e.cause?.code }); }
};
