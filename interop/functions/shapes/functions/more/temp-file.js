const fs = require('fs/promises');
const os = require('os');
const path = require('path');
exports.handler = async (context, event, callback) => {
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'shape-'));
  await fs.writeFile(path.join(dir, 'a'), 'kept');
  const text = await fs.readFile(path.join(dir, 'a'), 'utf8');
  await fs.rm(dir, { recursive: true });
  callback(null, text);
};
