exports.handler = async (context, event, callback) => {
  const signal = AbortSignal.timeout(10);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  callback(null, signal.reason.name);
};
