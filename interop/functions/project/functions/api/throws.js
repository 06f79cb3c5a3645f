exports.handler = (context, event, callback) => {
  JSON.parse('{ not json');
};
