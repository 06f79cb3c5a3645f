exports.handler = (context, event, callback) => {
  const { cookies } = event.request;
  callback(null, { known: 'session' in cookies, session: cookies.session });
};
