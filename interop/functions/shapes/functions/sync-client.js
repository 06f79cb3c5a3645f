exports.handler = (context, event, callback) => {
  const client = context.getTwilioClient();
  callback(null, {
    account: client.accountSid,
    messages: typeof client.messages.create,
    sync: typeof client.sync.v1.services(context.SYNC_SID).documents.create,
    verify: typeof client.verify.v2.services,
  });
};
