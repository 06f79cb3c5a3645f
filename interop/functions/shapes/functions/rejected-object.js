exports.handler = async () => { throw Object.assign(new TypeError('with fields'), { code: 'E_FIELDS', status: 418 }); };
