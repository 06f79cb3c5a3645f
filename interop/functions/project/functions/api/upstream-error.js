const axios = require('axios');
exports.handler = (context, event, callback) => {
  axios.get(`${event.upstream}/missing`).then(({ data }) => callback(null, data)).catch((error) => {
    const response = new Twilio.Response();
    response.setStatusCode(error.response.status).setBody({ upstream: error.response.status });
    callback(null, response);
  });
};
