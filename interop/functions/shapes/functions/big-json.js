exports.handler = (context, event, callback) => callback(null,
  { rows: Array.from({ length: 5000 }, (_, i) => ({ id: i, name: `row ${i}`, tags: ['a', 'b'] })) });
