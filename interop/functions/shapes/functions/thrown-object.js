exports.handler = () => { throw { code: 42, message: 'not an Error' }; };
