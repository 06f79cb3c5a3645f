export default 'an ESM package';
