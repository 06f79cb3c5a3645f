exports.handler = (context, { request, ...event }, callback) => callback(null, event);
