exports.handler = (context, event, callback) => {
  Promise.resolve(event.n || '2')
    .then(Number)
    .then((n) => { if (Number.isNaN(n)) throw new RangeError('not a number'); return n * 2; })
    .then((n) => callback(null, { n }))
    .catch(callback);
};
