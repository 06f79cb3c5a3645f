exports.handler = (context, event, callback) => {
  let tidy = false;
  try { return callback(null, { tidy }); } finally { tidy = true; }
};
