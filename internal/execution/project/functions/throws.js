exports.handler = () => { throw new RangeError('thrown'); };
