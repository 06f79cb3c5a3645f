exports.handler = (context, event, callback) => {
  const { isAuthenticated } = require(Runtime.getFunctions()['lib/auth'].path);
  const response = new Twilio.Response();
  if (!isAuthenticated(context, event.request.headers.authorization)) {
    response.setStatusCode(401).setBody('Authentication required').appendHeader('WWW-Authenticate', 'Basic realm="api"');
    return callback(null, response);
  }
  callback(null, response.setBody('welcome'));
};
