const Handlebars = require('handlebars');
exports.handler = (context, event, callback) => {
  const template = Handlebars.compile(Runtime.getAssets()['/mail.hbs'].open());
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'text/html').setBody(template({ name: event.name, code: 1234 }));
  callback(null, response);
};
