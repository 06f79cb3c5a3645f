exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'text/csv');
  response.appendHeader('Content-Disposition', 'attachment; filename="a.csv"');
  response.setBody('id,name\r\n1,"Ann, B"\r\n');
  callback(null, response);
};
