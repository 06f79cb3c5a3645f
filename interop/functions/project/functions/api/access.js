exports.handler = (context, event, callback) => {
  const { AccessToken } = Twilio.jwt;
  const grant = new AccessToken.VoiceGrant({ outgoingApplicationSid: 'AP1', incomingAllow: true });
  const token = new AccessToken(context.ACCOUNT_SID, 'SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'secret', { identity: event.identity });
  token.addGrant(grant);
  const [, payload] = token.toJwt().split('.');
  const { grants, iss, sub } = JSON.parse(Buffer.from(payload, 'base64').toString());
  callback(null, { grants, iss, sub });
};
