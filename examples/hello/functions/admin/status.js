// GET /admin/status
exports.handler = function (context, event, callback) {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'application/json');
  response.setBody({ status: 'ok', domain: context.DOMAIN_NAME });
  callback(null, response);
};
