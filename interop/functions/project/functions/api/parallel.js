exports.handler = async (context, event, callback) => {
  const wait = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
  callback(null, await Promise.all([wait(20, 'a'), wait(10, 'b'), wait(1, 'c')]));
};
