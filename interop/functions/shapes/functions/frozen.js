'use strict';
exports.handler = (context, event, callback) => {
  event.added = 'yes';
  context.added = 'yes too';
  delete event.request;
  callback(undefined, Object.freeze({ event, added: context.added }));
};
