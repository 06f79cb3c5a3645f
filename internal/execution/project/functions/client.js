exports.handler = async (context, event, callback) => {
  try {
    const client = context.getTwilioClient({ extra: true });
    const { uri, headers } = await client.call(event.url);
    callback(null, { uri: uri.replace(/:\d+/, ':PORT'), host: headers['X-Twilio-Host'] });
  } catch (error) {
    callback(null, error.message);
  }
};
