exports.handler = (context, event, callback) => callback(null, { guarded: true, ...event, request: undefined });
