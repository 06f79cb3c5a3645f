const axios = require('axios');
exports.handler = async (context, event, callback) => {
  for (let attempt = 1; attempt <= 5; attempt++) {
    try {
      const { data } = await axios.get(`${event.upstream}/flaky?key=${event.key}`);
      return callback(null, { attempt, data });
    } catch (error) {
      if (error.response?.status !== 503) return callback(error);
    }
  }
  callback('gave up');
};
