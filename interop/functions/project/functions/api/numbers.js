exports.handler = (context, event, callback) => {
  callback(null, { phone: event.From.replace(/[^+\d]/g, ''), length: [...event.text].length });
};
