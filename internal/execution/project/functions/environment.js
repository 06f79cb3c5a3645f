exports.handler = (context, event, callback) => callback(null, { GREETING: process.env.GREETING, type: typeof process.env.NUMBER });
