exports.handler = (context, event, callback) => {
  console.log('before', { a: 1 });
  console.warn('careful');
  callback(null, 'logged');
  console.log('after');
};
