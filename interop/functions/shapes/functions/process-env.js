exports.handler = (context, event, callback) => callback(null, {
  same: process.env.GREETING === context.GREETING,
  greeting: process.env.GREETING,
  url: context.URL_WITH_QUERY,
  zero: context.EMPTYISH,
  missing: context.NOT_THERE === undefined,
  type: typeof context.EMPTYISH,
});
