exports.handler = (context, event, callback) => {
  const twiml = new Twilio.twiml.MessagingResponse();
  const message = twiml.message();
  message.body(`${event.NumMedia} files: ${event.MediaContentType0}`);
  message.media('https://example.com/logo.png');
  callback(null, twiml);
};
