const jwt = require('jsonwebtoken');
exports.handler = (context, event, callback) => {
  const token = jwt.sign({ sub: event.identity, iat: 1700000000 }, context.JWT_SECRET);
  callback(null, { token, identity: jwt.verify(token, context.JWT_SECRET, { ignoreExpiration: true }).sub });
};
