exports.handler = (context, event, callback) => {
  const assets = Runtime.getAssets();
  callback(null, { names: Object.keys(assets).sort(), keys: Object.keys(assets['/data/menu.json']).sort() });
};
