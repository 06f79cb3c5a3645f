exports.handler = (context, { q = '', page = 1, tags = [] }, callback) => {
  callback(null, { q, page: Number(page), tags: [].concat(tags) });
};
