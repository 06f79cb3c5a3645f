exports.handler = async (context, event, callback) => {
  const { default: text } = await import('only-esm');
  callback(null, text);
};
