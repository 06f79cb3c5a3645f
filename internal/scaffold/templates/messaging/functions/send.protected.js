// Sends a message. It needs the credentials of the account: ACCOUNT_SID and AUTH_TOKEN in .env for dev.
exports.handler = async (context, event, callback) => {
  try {
    const { sid } = await context.getTwilioClient().messages.create({ to: event.To, from: context.FROM, body: event.Body });
    callback(null, { sid });
  } catch (error) {
    console.error(error);
    callback('the message was not sent');
  }
};
