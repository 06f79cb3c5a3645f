exports.handler = (context, event, callback) => {
  const all = Runtime.getFunctions();
  const { double } = require(all['lib/math'].path);
  callback(null, { some: ['hello', 'lib/math', 'nested/deep/er'].map((n) => n in all), four: double(2) });
};
