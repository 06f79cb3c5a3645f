// Stands in for the package twilio in tests that have no network: a client that says where it would call, and a little TwiML.
'use strict';
class TwiML {
  constructor() { this.content = ''; }
  toString() { return `<?xml version="1.0" encoding="UTF-8"?><Response>${this.content}</Response>`; }
}
class VoiceResponse extends TwiML {
  say(text) { this.content += `<Say>${text}</Say>`; return this; }
}
class MessagingResponse extends TwiML {
  message(text) { this.content += `<Message>${text}</Message>`; return this; }
}
class RequestClient {
  request({ uri, headers }) { return Promise.resolve({ uri, headers }); }
}
function twilio(accountSid, authToken, { httpClient = new RequestClient(), lazyLoading }) {
  const call = (uri) => httpClient.request({ method: 'get', uri, headers: {} });
  return { accountSid, authToken, lazyLoading, call, sync: { v1: { services: (name) => ({ name, syncMaps: 'maps', syncLists: 'lists' }) } } };
}
module.exports = Object.assign(twilio, { twiml: { VoiceResponse, MessagingResponse }, RequestClient, jwt: {} });
