exports.handler = (context, event, callback) => {
  const client = context.getTwilioClient();
  callback(null, { account: client.accountSid, list: typeof client.messages.create });
};
