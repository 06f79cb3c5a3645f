exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.setHeaders({ 'X-One': '17', 'X-Many': ['a', 'b'], 'Content-Type': 'text/plain' });
  response.setBody('ok');
  callback(null, response);
};
