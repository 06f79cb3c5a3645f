exports.handler = (context, event, callback) => {
  console.log('one %s', 'info');
  console.warn('two warn');
  console.error('three error');
  callback(null, 'printed');
};
