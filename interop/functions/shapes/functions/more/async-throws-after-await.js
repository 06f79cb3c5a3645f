exports.handler = async (context, event, callback) => {
  await null;
  null.property; // eslint-disable-line no-unused-expressions
};
