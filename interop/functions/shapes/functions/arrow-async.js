const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
exports.handler = async (context, event, callback) => {
  await wait(5);
  return callback(null, `waited for ${event.name}`);
};
