// https://DOMAIN/hello?name=Ann
const { greet } = require(Runtime.getFunctions()['lib/greet'].path);

exports.handler = (context, event, callback) => {
  console.log('greeting', event.name);
  callback(null, greet(context.GREETING, event.name));
};
