exports.handler = () => { throw 'just a string'; };
