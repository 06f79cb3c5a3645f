const answers = {
  string: () => 'text', empty: () => '', object: () => ({ a: 1 }), array: () => [1, 2], number: () => 42, zero: () => 0, yes: () => true, no: () => false,
  null: () => null, undefined: () => undefined, unicode: () => 'h\u00e9llo \u{1f600}', date: () => ({ at: new Date(0) }),
  buffer: () => Buffer.from([0, 1, 2, 255, 254]),
  voice: () => { const twiml = new Twilio.twiml.VoiceResponse(); twiml.say('hi'); return twiml; },
  required: () => { const twiml = new (require('twilio').twiml.MessagingResponse)(); twiml.message('hi'); return twiml; },
  circular: () => { const a = {}; a.a = a; return a; }, symbol: () => Symbol('x'),
};
exports.handler = (context, event, callback) => callback(null, answers[event.kind]());
