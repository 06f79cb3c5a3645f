exports.handler = (context, event, callback) => {
  const problems = ['name', 'email'].filter((field) => !event[field]);
  if (problems.length > 0) {
    const response = new Twilio.Response();
    response.setStatusCode(400);
    response.setBody({ problems });
    return callback(null, response);
  }
  return callback(null, { accepted: event.email });
};
