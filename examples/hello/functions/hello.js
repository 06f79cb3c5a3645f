// GET /hello?name=Ada
exports.handler = function (context, event, callback) {
  const { greet } = require(Runtime.getFunctions()['lib/greeting'].path);
  callback(null, greet(context.GREETING, event.name || context.PLANET));
};
