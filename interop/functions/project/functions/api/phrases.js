exports.handler = (context, event, callback) => {
  const phrases = JSON.parse(Runtime.getAssets()['/phrases.json'].open());
  callback(null, phrases[event.language] || phrases.en);
};
