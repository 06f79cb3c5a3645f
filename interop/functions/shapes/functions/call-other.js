// One Function calls the handler of another one.
exports.handler = (context, event, callback) => {
  const other = require(Runtime.getFunctions()['module-exports'].path);
  other.handler(context, { name: `from ${context.PATH}` }, callback);
};
