exports.handler = (context, event, callback) => {
  const { name, maps, lists } = Runtime.getSync({ serviceName: event.name });
  callback(null, { name, maps, lists });
};
