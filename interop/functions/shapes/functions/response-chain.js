exports.handler = (context, event, callback) => callback(null, new Twilio.Response()
  .setStatusCode(202)
  .appendHeader('X-One', '1')
  .appendHeader('X-Many', 'a')
  .appendHeader('X-Many', 'b')
  .appendHeader('content-type', 'text/plain; charset=utf-8')
  .setBody('accepted'));
