exports.handler = (context, event, callback) => {
  const o = Object.create(null);
  o.a = 1;
  callback(null, o);
};
