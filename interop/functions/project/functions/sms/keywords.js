const _ = require('lodash');
const answers = { hours: '9 to 5', where: 'Here' };
exports.handler = (context, event, callback) => {
  const twiml = new Twilio.twiml.MessagingResponse();
  twiml.message(_.get(answers, _.toLower(_.trim(event.Body)), `Try ${_.join(_.keys(answers), ' or ')}`));
  callback(null, twiml);
};
