exports.handler = (context, event, callback) => callback(null, { path: context.PATH });
