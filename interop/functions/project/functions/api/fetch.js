const axios = require('axios');
exports.handler = async (context, event, callback) => {
  try {
    const { data, status } = await axios.get(`${event.upstream}/ok`);
    callback(null, { status, data });
  } catch (error) {
    callback(error);
  }
};
