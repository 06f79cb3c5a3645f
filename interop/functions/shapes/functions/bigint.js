exports.handler = (context, event, callback) => callback(null, { n: 10n });
