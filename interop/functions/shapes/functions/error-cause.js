exports.handler = (context, event, callback) => {
  try { JSON.parse('{'); } catch (cause) { callback(new Error('cannot read the order', { cause })); }
};
