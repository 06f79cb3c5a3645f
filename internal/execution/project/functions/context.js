exports.handler = ({ getTwilioClient, ...context }, event, callback) => callback(null, { ...context, client: typeof getTwilioClient });
