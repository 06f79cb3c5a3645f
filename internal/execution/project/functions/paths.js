exports.handler = (context, event, callback) => callback(null, {
  function: Runtime.getFunctions().paths.path.replace(/^.*(\/var\/task\/)/, '$1').replace(/ZN[0-9a-f]{32}/, 'ZN'),
  asset: Runtime.getAssets()['/note.txt'].path.replace(/^.*(\/var\/task\/)/, '$1').replace(/ZN[0-9a-f]{32}/, 'ZN'),
});
