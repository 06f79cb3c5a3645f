const dayjs = require('dayjs');
exports.handler = (context, event, callback) => callback(null, dayjs(event.at).add(1, 'day').format('YYYY-MM-DD'));
