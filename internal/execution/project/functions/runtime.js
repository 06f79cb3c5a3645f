const { readFileSync } = require('fs');
exports.handler = (context, event, callback) => {
  const functions = Runtime.getFunctions();
  const assets = Runtime.getAssets();
  callback(null, {
    functions: Object.keys(functions).sort().filter((name) => ['hello', 'lib/secret'].includes(name)),
    assets: Object.keys(assets).sort(),
    shared: require(functions['lib/secret'].path).text,
    note: assets['/note.txt'].open(),
    sound: [...readFileSync(assets['/sound.mp3'].path)],
  });
};
