exports.handler = (context, event, callback) => { const a = {}; a.self = a; callback(null, a); };
